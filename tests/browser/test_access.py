"""Who can use the page: by keyboard alone, with a screen reader, on a phone, in the dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bench.page import PHONE
from tests.browser.conftest import Opening
from tests.browser.steps import ask, picture_of, upload, wait_for_answer, wait_for_documents
from tests.samples import AGREEMENT, pdf

SCREENS = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}
APPEARED = """() => Promise.all(
    document.getAnimations()
        .filter((one) => one.effect.getTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => null)),
)"""
SHIFT = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(
        list.getEntries().filter((entry) => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0),
    )).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(0), 300);
})"""


def check(page: Page) -> None:
    """Fail for every violation that axe finds once what appears is there; half transparent, it has little contrast."""
    page.evaluate(APPEARED)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation_on_any_screen(opened: Opening, library: str, screen: str) -> None:
    options: dict[str, Any] = SCREENS[screen]
    page = opened(**options)
    phone = screen == "phone"
    expect(page.get_by_text("a file.")).to_be_visible()
    page.get_by_text("Reading options").click()
    check(page)
    page.goto(f"{page.url.partition('#')[0]}#/{library}")
    expect(page.get_by_label("Your question")).to_be_visible()
    check(page)
    ask(page, "Who signed the agreement?")
    expect(page.locator(".answer-text")).to_have_text("Maria Keller")
    check(page)
    if phone:
        page.get_by_role("button", name="Documents", exact=True).click()
        wait_for_documents(page, "agreement.pdf")
        check(page)
        page.get_by_role("button", name="Page", exact=True).click()
    expect(page.locator(".page .frames.answer")).to_be_visible()
    page.get_by_role("button", name="Thumbnails").click()
    page.get_by_label("Search in this document").fill("signed")
    expect(page.locator(".hit-count")).to_contain_text("of")
    check(page)
    page.locator(".session-button").click()
    check(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


def test_a_question_is_asked_and_a_candidate_chosen_by_keyboard_alone(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    expect(page.get_by_role("button", name="agreement.pdf", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("Who signed the agreement?")
    page.keyboard.press("Enter")
    wait_for_answer(page, "Maria Keller")
    second = page.locator(".candidate").nth(1)
    for _ in range(20):
        page.keyboard.press("Tab")
        if second.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(".page-scroll").evaluate("element => element === document.activeElement"):
            break
    expect(page.locator(".page-scroll")).to_be_focused()


def test_a_menu_and_a_dialog_close_by_escape_and_give_the_focus_back(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    button = page.locator(".session-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of the session")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Name of the session")).to_be_hidden()
    expect(button).to_be_focused()
    page.get_by_role("button", name="Remove long.pdf").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="long.pdf", exact=True)).to_be_visible()


def test_a_screen_reader_is_told_what_is_ready_and_the_answer(opened: Opening) -> None:
    page = opened()
    told = page.locator("[aria-live=polite]")
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    expect(told).to_have_text("agreement.pdf is ready, 1 page.")
    ask(page, "Who signed the agreement?")
    expect(told).to_contain_text("Answer: Maria Keller.")


def test_a_phone_shows_the_answer_on_its_page_and_nothing_wider_than_the_screen(opened: Opening) -> None:
    page = opened(**PHONE)
    expect(page.get_by_role("button", name="Take a photo")).to_be_visible()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    ask(page, "Who signed the agreement?")
    expect(page.locator(".answer-text")).to_have_text("Maria Keller")
    expect(page.locator(".snippet .frames.answer")).to_be_visible()
    for pane in ("Documents", "Ask", "Page"):
        page.get_by_role("button", name=pane, exact=True).last.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".page .frames.answer")).to_be_visible()


def test_the_page_is_dark_where_the_system_is(opened: Opening) -> None:
    for scheme, is_dark in (("dark", True), ("light", False)):
        page = opened(color_scheme=scheme)
        expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
        assert (sum(picture_of(page).getpixel((700, 100))) < 150) == is_dark  # type: ignore[arg-type]


def test_nothing_moves_while_the_page_is_loaded(opened: Opening, library: str) -> None:
    page = opened()
    expect(page.get_by_text("a file.")).to_be_visible()
    assert page.evaluate(SHIFT) < 0.05
    page = opened(f"#/{library}")
    expect(page.locator(".page-image").first).to_be_visible()
    assert page.evaluate(SHIFT) < 0.05
