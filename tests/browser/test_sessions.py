"""Sessions: several, named, kept, deleted; and links into them."""

import json
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opening
from tests.browser.steps import ask, expect_errors, upload, wait_for_answer, wait_for_documents
from tests.samples import AGREEMENT, INVOICE, pdf
from tests.system.conftest import Service

DROP_TEXT = """() => {
    const data = new DataTransfer();
    data.items.add(new File(['The note was written by Ada Holm.'], 'note.txt', { type: 'text/plain' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def open_menu(page: Page) -> None:
    page.locator(".session-button").click()


def test_sessions_are_named_listed_and_gone_back_to(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    open_menu(page)
    expect(page.get_by_text("Kept until")).to_be_visible()
    page.get_by_label("Name of the session").fill("Contracts")
    page.get_by_role("button", name="New session").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    upload(page, ("invoice.pdf", "application/pdf", pdf([INVOICE])))
    wait_for_documents(page, "invoice.pdf")
    open_menu(page)
    page.get_by_role("button", name="Contracts").click()
    wait_for_documents(page, "agreement.pdf")
    expect(page.locator(".document")).to_have_count(1)
    page.reload()
    expect(page.locator(".session-name")).to_have_text("Contracts")


def test_a_session_is_kept_longer(opened: Opening, service: Service) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    open_menu(page)
    before = page.get_by_text("Kept until").inner_text()
    page.get_by_role("button", name="Keep 1 week").click()
    expect(page.get_by_text("Kept until")).not_to_have_text(before)
    session = page.url.partition("#/")[2].partition("/")[0]
    with service.client() as client:
        expires = datetime.fromisoformat(client.get(f"/sessions/{session}").json()["expires_at"])
    assert expires > datetime.now(UTC) + timedelta(days=6)


def test_a_session_is_deleted_with_all_its_content_after_one_question(opened: Opening, service: Service) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    session = page.url.partition("#/")[2].partition("/")[0]
    open_menu(page)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel").click()
    wait_for_documents(page, "agreement.pdf")
    open_menu(page)
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    with service.client() as client:
        assert client.get(f"/sessions/{session}").status_code == 404
    assert session not in page.evaluate("JSON.stringify(localStorage)")


def test_a_link_to_an_answer_shows_it_in_another_browser(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([INVOICE, AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, "Who signed the agreement?")
    wait_for_answer(page, "Maria Keller")
    link = page.url.partition("/#")[2]
    assert "/answers/" in link
    wait_for_answer(opened(f"#{link}"), "Maria Keller")


def test_files_and_questions_that_come_while_a_session_is_loaded_stay(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    held: list[Route] = []
    page.route("**/sessions/*", lambda route: held.append(route))
    page.reload()
    expect(page.get_by_role("button", name="Session 1")).to_be_visible()
    # Nothing is there to choose files with; but they can be dropped.
    page.evaluate(DROP_TEXT)
    wait_for_documents(page, "note.txt")
    ask(page, "Who wrote the note?")
    expect(page.locator(".answer-text")).to_be_visible()
    for route in held:
        route.continue_()
    wait_for_documents(page, "agreement.pdf", "note.txt")
    expect(page.locator(".document")).to_have_count(2)
    expect(page.locator(".question")).to_have_count(1)


def test_a_link_into_a_session_that_is_gone_says_so(opened: Opening, complaints: list[str]) -> None:
    page = opened("#/gone/answers/0123456789abcdef01234567/1")
    expect(page.get_by_text("What this link led to has expired or was deleted.")).to_be_visible()
    expect_errors(complaints)


def test_the_browser_keeps_nothing_but_names_and_ids(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, "Who signed the agreement?")
    wait_for_answer(page, "Maria Keller")
    kept = page.evaluate("({ ...localStorage })")
    assert set(kept) == {"doc-insight.sessions"}
    (session,) = json.loads(kept["doc-insight.sessions"])
    assert set(session) == {"id", "name"}
    assert page.evaluate("sessionStorage.length") == 0
    assert page.context.cookies() == []
