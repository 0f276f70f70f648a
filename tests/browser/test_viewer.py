"""Looking at documents: their pages, their text, and searching in them."""

import io

from playwright.sync_api import Page, expect
from reportlab.pdfgen import canvas

from tests.browser.conftest import LONG_PAGES, Opening
from tests.browser.steps import expect_state, upload
from tests.samples import AGREEMENT, INVOICE, pdf

ORANGE_HIT = ".frames.current-hit"


def open_document(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("region", name=name)).to_be_visible()
    expect(page.locator(".page-image").first).to_be_visible()


def test_only_the_pages_in_view_exist_however_long_a_document_is(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "long.pdf")
    expect(page.locator(".page-count")).to_have_text(f"/ {LONG_PAGES}")
    seen = page.locator(".page-scroll .page")
    assert seen.count() < 6
    number = page.get_by_label("Page number")
    number.fill("100")
    number.press("Enter")
    expect(page.locator(".page[data-page='100'] .page-image")).to_be_visible()
    expect(page.locator(".page[data-page='100'] .text-layer")).to_contain_text("copy number 100")
    assert seen.count() < 6
    page.get_by_role("button", name="Next page").click()
    expect(number).to_have_value("101")
    page.get_by_role("button", name="Thumbnails").click()
    expect(page.get_by_role("navigation", name="Thumbnails").get_by_role("button", name="Page 101")).to_have_attribute(
        "aria-current", "page"
    )
    assert page.locator(".thumbnail").count() < 20


def test_each_step_to_the_next_page_counts_however_fast_they_are(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "long.pdf")
    # Before anything has been scrolled or drawn.
    page.get_by_role("button", name="Next page").evaluate("button => { for (let i = 0; i < 7; i++) button.click(); }")
    expect(page.get_by_label("Page number")).to_have_value("8")
    expect(page.locator(".page[data-page='8'] .page-image")).to_be_visible()


def test_pages_that_are_small_on_the_screen_are_gone_through_one_by_one(opened: Opening) -> None:
    page = opened()
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(600, 90))
    for number in range(1, 7):
        sheet.drawString(20, 40, f"Label number {number}")
        sheet.showPage()
    sheet.save()
    upload(page, ("labels.pdf", "application/pdf", out.getvalue()))
    open_document(page, "labels.pdf")
    # All are seen at once, so that nothing can be scrolled.
    expect(page.locator(".page-scroll .page")).to_have_count(6)
    number = page.get_by_label("Page number")
    number.fill("1")
    number.press("Enter")
    for wanted in range(2, 7):
        page.get_by_role("button", name="Next page").click()
        expect(number).to_have_value(str(wanted))
    expect(page.get_by_role("button", name="Next page")).to_be_disabled()


def test_a_link_to_a_page_is_copied_and_opens_there_in_another_browser(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}", permissions=["clipboard-read", "clipboard-write"])
    open_document(page, "long.pdf")
    number = page.get_by_label("Page number")
    number.fill("42")
    number.press("Enter")
    expect(page.locator(".page[data-page='42']")).to_be_visible()
    page.get_by_role("button", name="Copy a link to this page").click()
    expect(page.locator("[aria-live=polite]")).to_have_text("Link copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(page.url.partition("#")[0])
    other = opened(address.partition("/#")[2].join(("#", "")))
    expect(other.locator(".page[data-page='42'] .text-layer")).to_contain_text("copy number 42")
    expect(other.get_by_label("Page number")).to_have_value("42")


def test_a_link_is_copied_where_the_browser_gives_no_clipboard(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}", permissions=["clipboard-read", "clipboard-write"])
    open_document(page, "long.pdf")
    # As at an address without TLS.
    reading = page.evaluate_handle("navigator.clipboard")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy a link to this page").click()
    expect(page.locator("[aria-live=polite]")).to_have_text("Link copied")
    assert f"#/{library}/documents/" in reading.evaluate("clipboard => clipboard.readText()")


def test_a_page_that_cannot_be_read_says_why_beside_those_that_can(opened: Opening) -> None:
    page = opened()
    # More words than a page may have, between two pages as they should be.
    upload(page, ("mixed.pdf", "application/pdf", pdf([AGREEMENT, ["a b c d e f g h " * 2500] * 10, INVOICE])))
    expect_state(page, "mixed.pdf", "3 pages · own text · 1 page could not be read")
    open_document(page, "mixed.pdf")
    expect(page.locator(".page[data-page='1'] .text-layer")).to_contain_text(AGREEMENT[0])
    number = page.get_by_label("Page number")
    number.fill("2")
    number.press("Enter")
    failed = page.locator(".page[data-page='2'] .page-failed")
    expect(failed).to_have_text(
        "This page could not be read. The page has more words than the limit; see /limits.", use_inner_text=True
    )
    page.reload()
    expect_state(page, "mixed.pdf", "3 pages · own text · 1 page could not be read")


def test_the_text_of_a_scan_is_selected_over_its_picture(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "scan.png")
    first = page.locator(".text-layer span", has_text="Maria").first
    last = page.locator(".text-layer span", has_text="Keller").first
    expect(first).to_be_visible()
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    # The words lie over those of the picture: on one line, one after the other.
    assert abs(start["y"] - end["y"]) < start["height"] / 2
    assert start["x"] + start["width"] <= end["x"] + 1
    page.mouse.move(start["x"] + 1, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 5, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()").strip().startswith("Maria Keller")


def test_what_is_searched_for_is_framed_on_every_page(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "long.pdf")
    search = page.get_by_label("Search in this document")
    search.fill("COPY NUMBER 9")
    # 9, and 90 to 99.
    expect(page.locator(".hit-count")).to_have_text("1 of 11")
    expect(page.locator(f".page[data-page='9'] {ORANGE_HIT} rect")).to_have_count(1)
    expect(page.get_by_label("Page number")).to_have_value("9")
    search.press("Enter")
    expect(page.locator(".hit-count")).to_have_text("2 of 11")
    expect(page.locator(f".page[data-page='90'] {ORANGE_HIT} rect")).to_have_count(1)
    search.press("Shift+Enter")
    search.press("Shift+Enter")
    expect(page.locator(".hit-count")).to_have_text("11 of 11")
    search.fill("nowhere")
    expect(page.locator(".hit-count")).to_have_text("Not found")
    expect(page.locator(ORANGE_HIT)).to_have_count(0)


def test_a_page_is_enlarged_about_the_place_that_is_looked_at(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "long.pdf")
    number = page.get_by_label("Page number")
    number.fill("70")
    number.press("Enter")
    sheet = page.locator(".page[data-page='70']")
    expect(sheet).to_be_visible()
    before = sheet.bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    expect(number).to_have_value("70")
    after = sheet.bounding_box()
    assert before
    assert after
    assert 1.4 < after["width"] / before["width"] < 1.6
    page.get_by_role("button", name="Fit the width").click()
    expect(number).to_have_value("70")


def test_a_document_is_downloaded_as_it_was_and_as_what_was_read(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "agreement.pdf")
    contents = {}
    for kind in ("Original file", "Text", "Markdown"):
        page.get_by_role("button", name="Download").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        contents[download.value.suggested_filename] = download.value.path().read_bytes()
    assert set(contents) == {"agreement.pdf", "agreement.txt", "agreement.md"}
    assert contents["agreement.pdf"].startswith(b"%PDF")
    assert AGREEMENT[0] in contents["agreement.txt"].decode()
    assert AGREEMENT[0] in contents["agreement.md"].decode()


def test_a_page_s_text_and_picture_are_of_the_document_that_is_chosen(opened: Opening, library: str) -> None:
    page = opened(f"#/{library}")
    open_document(page, "long.pdf")
    open_document(page, "agreement.pdf")
    expect(page.locator(".page[data-page='1'] .text-layer")).to_contain_text("Terms of payment")
    expect(page.locator(".page-count")).to_have_text("/ 2")
