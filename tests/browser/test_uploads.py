"""Files on their way to the service: sent, refused, read, failed, cancelled, tried again."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from tests.browser.conftest import Opening
from tests.browser.steps import expect_errors, expect_state, upload, wait_for_documents
from tests.samples import AGREEMENT, INVOICE, encoded, pdf, picture

DROP = """([name, type, bytes, kind]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
}"""


def give(page: Page, kind: str, name: str, media_type: str, body: bytes) -> None:
    """Drop a file on the page, or paste it."""
    page.evaluate(DROP, [name, media_type, list(body), kind])


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_files_are_dropped_anywhere_and_pictures_are_pasted(opened: Opening, kind: str) -> None:
    page = opened()
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()
    give(page, kind, "agreement.pdf", "application/pdf", pdf([AGREEMENT]))
    wait_for_documents(page, "agreement.pdf")
    expect_state(page, "agreement.pdf", "1 page · own text")


def test_all_files_of_a_folder_are_chosen_at_once(opened: Opening, tmp_path: Path) -> None:
    page = opened()
    (tmp_path / "papers" / "old").mkdir(parents=True)
    (tmp_path / "papers" / "agreement.pdf").write_bytes(pdf([AGREEMENT]))
    (tmp_path / "papers" / "old" / "invoice.txt").write_text("\n".join(INVOICE))
    expect(page.get_by_role("button", name="Choose a folder")).to_be_visible()
    page.locator("input[webkitdirectory]").set_input_files(tmp_path / "papers")
    wait_for_documents(page, "agreement.pdf", "invoice.txt")


def test_files_are_uploaded_each_on_its_own(opened: Opening, complaints: list[str]) -> None:
    page = opened()
    upload(
        page,
        ("one.pdf", "application/pdf", pdf([AGREEMENT])),
        ("two.txt", "text/plain", "\n".join(INVOICE).encode()),
        ("program.pdf", "application/pdf", b"\x7fELF" + bytes(60)),
    )
    # The refused one does not hold up the others.
    wait_for_documents(page, "one.pdf", "two.txt")
    expect_state(page, "program.pdf", "Not accepted")
    expect_errors(complaints)


def test_a_file_that_the_limits_exclude_is_refused_before_it_is_sent(opened: Opening) -> None:
    page = opened()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/upload") else None)
    expect(page.get_by_text("a file.")).to_be_visible()
    upload(page, ("film.mp4", "video/mp4", b"not a document"), ("empty.pdf", "application/pdf", b""))
    row = page.locator(".document", has_text="film.mp4")
    expect(row.locator(".problem")).to_contain_text("Files of this type cannot be read. Accepted are: PDF")
    expect(page.locator(".document", has_text="empty.pdf").locator(".problem")).to_have_text("The file is empty.")
    assert sent == []


def test_a_file_is_judged_by_its_content_whatever_type_the_browser_names(opened: Opening) -> None:
    page = opened()
    upload(page, ("prices.csv", "application/vnd.ms-excel", b"Article,Price\nRope,12.50\n"))
    wait_for_documents(page, "prices.csv")


def test_a_file_that_the_service_refuses_says_why(opened: Opening, complaints: list[str]) -> None:
    page = opened()
    upload(page, ("program.pdf", "application/pdf", b"\x7fELF" + bytes(60)))
    expect_state(page, "program.pdf", "Not accepted")
    expect(page.locator(".document .problem")).not_to_be_empty()
    expect_errors(complaints)


def test_a_document_that_cannot_be_read_says_why_and_is_tried_again(opened: Opening) -> None:
    page = opened()
    upload(page, ("broken.pdf", "application/pdf", b"%PDF-1.7\nnothing more"))
    expect_state(page, "broken.pdf", "Could not be read")
    expect(page.locator(".document .problem")).to_contain_text("damaged")
    page.get_by_role("button", name="Try again").click()
    expect_state(page, "broken.pdf", "Could not be read")
    page.get_by_role("button", name="Remove broken.pdf").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()


def test_an_encrypted_document_asks_for_its_password(opened: Opening, complaints: list[str]) -> None:
    page = opened()
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=pdfencrypt.StandardEncryption("wren"))
    sheet.drawString(60, 700, AGREEMENT[3])
    sheet.save()
    upload(page, ("secret.pdf", "application/pdf", out.getvalue()))
    expect_state(page, "secret.pdf", "Could not be read")
    password = page.locator(".document").get_by_label("Password")
    password.fill("heron")
    page.keyboard.press("Enter")
    expect(page.locator(".document .problem")).to_contain_text("password")
    page.locator(".document").get_by_label("Password").fill("wren")
    page.keyboard.press("Enter")
    wait_for_documents(page, "secret.pdf")
    # Passwords are not kept: its pages can be read, and not be drawn.
    expect(page.locator(".no-image").first).to_be_visible()
    expect_errors(complaints)


def test_a_document_is_cancelled_while_it_is_read_and_tried_again(opened: Opening) -> None:
    page = opened()
    # More pages than can be read before it is cancelled.
    scans = [picture(AGREEMENT, noise=8)] * 40
    upload(page, ("scans.pdf", "application/pdf", encoded(scans, "PDF")))
    expect_state(page, "scans.pdf", "Reading page")
    page.get_by_role("button", name="Cancel scans.pdf").click()
    expect_state(page, "scans.pdf", "Cancelled")
    page.get_by_role("button", name="Try again").click()
    expect_state(page, "scans.pdf", "Reading page")
    page.get_by_role("button", name="Cancel scans.pdf").click()
    expect_state(page, "scans.pdf", "Cancelled")


def test_how_files_are_read_is_chosen_and_remembered_but_for_passwords(opened: Opening) -> None:
    page = opened()
    page.get_by_text("Reading options").click()
    page.get_by_label("Text recognition").select_option("force")
    page.get_by_label("Languages of scans").fill("en,de")
    page.get_by_label("Password of encrypted PDFs").fill("wren")
    upload(page, ("agreement.pdf", "application/pdf", pdf([AGREEMENT])))
    wait_for_documents(page, "agreement.pdf")
    expect_state(page, "agreement.pdf", "recognized")
    page.reload()
    page.get_by_text("Reading options").click()
    expect(page.get_by_label("Text recognition")).to_have_value("force")
    expect(page.get_by_label("Languages of scans")).to_have_value("en,de")
    expect(page.get_by_label("Password of encrypted PDFs")).to_have_value("")
