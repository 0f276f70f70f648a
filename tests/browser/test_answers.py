"""From a file to an answer that is framed on its page."""

from playwright.sync_api import Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.browser.conftest import Opening
from tests.browser.steps import ask, bounds_of_color, picture_of, upload, wait_for_answer, wait_for_documents
from tests.samples import AGREEMENT, INVOICE, pdf

FRAME = (58, 83, 224)
MARGIN_POINTS = 6


def box_on_screen(page: Page, number: int) -> tuple[float, float, float, float]:
    """Where a page of the document is on the screen: left, top, right, bottom."""
    box = page.locator(f".page[data-page='{number}']").bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def test_an_answer_is_framed_where_its_words_stand_on_the_page(opened: Opening) -> None:
    page = opened()
    upload(page, ("agreement.pdf", "application/pdf", pdf([INVOICE, AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    ask(page, "Who signed the agreement?")
    wait_for_answer(page, "Maria Keller")
    expect(page.locator(".source")).to_contain_text("agreement.pdf, page 2")

    left, top, right, bottom = box_on_screen(page, 2)
    scale = (right - left) / A4[0]
    frame = bounds_of_color(picture_of(page), FRAME, (left, top, right, min(bottom, 900)))
    # The paragraph begins eight lines below the first, and the name follows these words of it.
    before = stringWidth("The agreement was signed by ", "Helvetica", 12)
    x0, x1 = 60 + before, 60 + before + stringWidth("Maria Keller", "Helvetica", 12)
    baseline = 80 + 14.4 * 8
    expected = (x0, baseline - 9, x1, baseline + 3)
    found = [(frame[i] - (left, top)[i % 2]) / scale for i in range(4)]
    assert all(abs(a - b) < MARGIN_POINTS for a, b in zip(found, expected, strict=True)), (found, expected)


def test_a_question_that_the_documents_do_not_answer_is_said_to_have_none(opened: Opening) -> None:
    page = opened()
    upload(page, ("invoice.pdf", "application/pdf", pdf([INVOICE])))
    wait_for_documents(page, "invoice.pdf")
    ask(page, "Which planets have rings?")
    expect(page.locator(".answer-text")).to_have_text("The documents do not say.", timeout=60_000)
    expect(page.locator(".candidate").first).to_be_hidden()
    expect(page.locator(".frames.answer")).to_have_count(0)
