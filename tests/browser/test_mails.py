"""Mails in the list of documents, with what is attached to them, and documents as searchable PDFs."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.steps import upload, wait_for_documents
from tests.mails import mail
from tests.samples import AGREEMENT, encoded, pdf, picture

INNER = mail("See the annex.", subject="Annex", files={"annex.txt": b"The cellar is 12 square metres large."})
LEASE = mail("The rent is 1,240 euros.", files={"agreement.pdf": pdf([AGREEMENT])}, mails=(INNER,)).as_bytes()


def names_in(page: Page, attached_to: str) -> list[str]:
    """The names in a list of attachments, without those in lists within it."""
    rows = page.get_by_role("list", name=f"Attached to {attached_to}", exact=True)
    return rows.locator("> .document > .document-line .document-name").all_inner_texts()


def test_attachments_are_under_their_mail_and_go_with_it(opened: Opening) -> None:
    page = opened()
    upload(page, ("lease.eml", "message/rfc822", LEASE))
    wait_for_documents(page, "lease.eml", "agreement.pdf", "Annex.eml", "annex.txt")
    assert names_in(page, "lease.eml") == ["agreement.pdf", "Annex.eml"]
    assert names_in(page, "Annex.eml") == ["annex.txt"]
    page.get_by_role("button", name="agreement.pdf", exact=True).click()
    expect(page.locator(".page[data-page='1'] .text-layer")).to_contain_text("Maria Keller")

    page.reload()
    wait_for_documents(page, "lease.eml", "agreement.pdf", "Annex.eml", "annex.txt")
    # What was shown is loaded again, and must be there before it is removed.
    expect(page.locator(".page[data-page='1'] .text-layer")).to_contain_text("Maria Keller")
    assert names_in(page, "lease.eml") == ["agreement.pdf", "Annex.eml"]
    page.get_by_role("button", name="Remove lease.eml").click()
    expect(page.get_by_role("dialog")).to_contain_text("what is attached to it")
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".document")).to_have_count(0)


def test_a_searchable_pdf_is_saved_once_it_is_made(opened: Opening) -> None:
    page = opened()
    upload(page, ("scan.png", "image/png", encoded([picture(AGREEMENT)], "PNG")))
    wait_for_documents(page, "scan.png")
    page.get_by_role("button", name="scan.png", exact=True).click()
    page.get_by_role("button", name="Download").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Searchable PDF", exact=True).click()
    assert download.value.suggested_filename == "scan.searchable.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
    expect(page.locator(".toolbar-note")).to_be_empty()
