"""From a file to an answer that is framed on its page."""

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.browser.conftest import Opening
from tests.browser.steps import (
    ask,
    bounds_of_color,
    expect_state,
    picture_of,
    upload,
    wait_for_answer,
    wait_for_documents,
)
from tests.samples import AGREEMENT, INVOICE, encoded, pdf, picture

FRAME = (58, 83, 224)
MARGIN_POINTS = 6
QUESTION = "Who signed the agreement?"


def frame_on(page: Page, number: int) -> tuple[float, float, float, float]:
    """Where the frame is drawn on a page, in points of an A4 sheet: found among the pixels of the screen."""
    box = page.locator(f".page[data-page='{number}']").bounding_box()
    assert box
    seen = (box["x"], box["y"], box["x"] + box["width"], min(box["y"] + box["height"], 900))
    left, top, right, bottom = bounds_of_color(picture_of(page), FRAME, seen)
    scale = box["width"] / A4[0]
    return (left - box["x"]) / scale, (top - box["y"]) / scale, (right - box["x"]) / scale, (bottom - box["y"]) / scale


def is_near(found: tuple[float, ...], expected: tuple[float, ...], margin: float = MARGIN_POINTS) -> bool:
    return all(abs(a - b) < margin for a, b in zip(found, expected, strict=True))


def test_an_answer_is_framed_where_its_words_stand_on_the_page(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([INVOICE, AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, QUESTION)
    wait_for_answer(page, "Maria Keller")
    expect(page.locator(".source")).to_contain_text("agreement.pdf")
    expect(page.locator(".source")).to_contain_text("page 2")
    expect(page.locator(".context mark")).to_have_text("Maria Keller")
    expect(page.locator(".sureness")).to_contain_text("%")

    # The paragraph begins eight lines below the first, and the name follows these words of it.
    before = 60 + stringWidth("The agreement was signed by ", "Helvetica", 12)
    baseline = 80 + 8 * 14.4
    expected = (before, baseline - 9, before + stringWidth("Maria Keller", "Helvetica", 12), baseline + 3)
    found = frame_on(page, 2)
    assert is_near(found, expected), (found, expected)


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("scan.png", "image/png", encoded([picture(AGREEMENT)], "PNG")),
        ("photo.jpg", "image/jpeg", encoded([picture(AGREEMENT, skew=1.0, noise=20)], "JPEG")),
    ],
)
def test_an_answer_is_framed_on_a_scan_and_on_a_photo(opened: Opening, name: str, kind: str, body: bytes) -> None:
    page = opened()
    upload(page, (name, kind, body))
    wait_for_documents(page, name)
    expect_state(page, name, "1 page · recognized")
    ask(page, QUESTION)
    wait_for_answer(page, "Maria Keller")
    # Its line is the eighth of the drawn page, whose lines are 16 points high.
    left, top, right, bottom = frame_on(page, 1)
    assert 80 + 8 * 16 - 14 < top < bottom < 80 + 9 * 16 + 14
    assert 60 < left < right < A4[0]


def test_each_candidate_is_framed_when_it_is_chosen(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    ask(page, "Which city is named?")
    expect(page.locator(".candidate")).not_to_have_count(0)
    folded = page.get_by_text("The nearest passages all the same")
    if folded.is_visible():
        folded.click()
    candidates = page.locator(".candidate")
    for rank in range(2):
        candidates.nth(rank).click()
        expect(candidates.nth(rank)).to_have_attribute("aria-pressed", "true")
        text = candidates.nth(rank).locator(".candidate-text").inner_text()
        frame = page.get_by_role("img", name=f"The answer on the page: {text}")
        expect(frame.first).to_be_visible()


def test_a_question_that_the_documents_do_not_answer_is_said_to_have_none(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT, INVOICE])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, QUESTION)
    wait_for_answer(page, "Maria Keller")
    ask(page, "Which planets have rings?")
    expect(page.locator(".answer-text")).to_have_text("The documents do not say.")
    expect(page.locator(".candidate").first).to_be_hidden()
    expect(page.locator(".frames.answer")).to_have_count(0)


SEEN = """() => {
    window.seen = [];
    new MutationObserver(() => {
        for (const shown of document.querySelectorAll('.pending, .document-state, .answer-text')) {
            const what = `${shown.className}: ${shown.textContent}`;
            if (!window.seen.includes(what)) window.seen.push(what);
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def test_a_question_asked_while_documents_are_read_says_so_and_is_answered_when_they_are(opened: Opening) -> None:
    page = opened()
    page.evaluate(SEEN)
    scans: list[Image.Image] = [picture(AGREEMENT, seed=seed, noise=8) for seed in range(3)]
    upload(page, ("scans.pdf", "application/pdf", encoded(scans, "PDF")))
    ask(page, QUESTION)
    wait_for_answer(page, "Maria Keller")
    expect(page.locator(".pending")).to_have_count(0)
    seen: list[str] = page.evaluate("window.seen")
    order = ("pending: 1 document is still being read", "document-state: 3 pages", "answer-text: Maria Keller")
    places = [next(place for place, what in enumerate(seen) if what.startswith(one)) for one in order]
    assert places == sorted(places), seen


def test_earlier_questions_stay_listed_and_are_opened_again(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT, INVOICE])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, QUESTION)
    wait_for_answer(page, "Maria Keller")
    ask(page, "How much does the library pay for each delivery?")
    expect(page.locator(".answer-text")).to_contain_text("1,250")
    page.reload()
    expect(page.locator(".answer-text")).to_contain_text("1,250")
    page.get_by_role("button", name=QUESTION).click()
    wait_for_answer(page, "Maria Keller")
