"""PDF files that are damaged, encrypted, without pages, or over the limits."""

import io
import random
from collections.abc import Callable

import pikepdf
import pytest
from reportlab.lib import pdfencrypt

from shared.errors import Corrupt, Encrypted, NoPages, TooManyPages, TooManyWords, WrongPassword
from tests.worker.pages import LEFT, RIGHT, both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.pdf.source import PdfSource


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Corrupt):
        PdfSource(pdf(lines("x"))).page(2)


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", b"no pdf", b"%!PS\n{} loop"])
def test_what_is_no_pdf_is_corrupt(data: bytes) -> None:
    with pytest.raises(Corrupt):
        PdfSource(data)


def test_damaged_files_end_in_pages_or_a_clear_error() -> None:
    whole = pdf(both(lines(*LEFT), lines(*RIGHT, x=320)))
    chance = random.Random(5)
    outcomes = set()
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            source = PdfSource(bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])]))
            extract_text(source.page(1))
            source.page(1).image(20)
            outcomes.add("read")
        except (Corrupt, NoPages, Encrypted):
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_an_encrypted_file_opens_with_its_password_only() -> None:
    data = pdf(lines("secret words"), encrypt=pdfencrypt.StandardEncryption("user", "owner"))
    with pytest.raises(Encrypted):
        PdfSource(data)
    with pytest.raises(WrongPassword):
        PdfSource(data, "guess")
    page = extract_text(PdfSource(data, "user").page(1))
    assert page is not None
    assert page.text == "secret words"


@pytest.mark.parametrize("revision", [3, 4, 6])
@pytest.mark.parametrize("password", ["gr\u00f6\u00dfe", "5\u20ac\u2014here"])
def test_a_password_is_taken_in_the_spelling_of_every_encryption(revision: int, password: str) -> None:
    data = encrypted(password, revision)
    page = extract_text(PdfSource(data, password).page(1))
    assert page is not None
    assert page.text == "secret words"
    with pytest.raises(WrongPassword):
        PdfSource(data, password + "\u20ac")


def test_a_password_is_taken_whether_its_accents_are_composed_or_not() -> None:
    page = extract_text(PdfSource(encrypted("\u00e9cole", 6), "e\u0301cole").page(1))
    assert page is not None
    assert page.text == "secret words"


def encrypted(password: str, revision: int) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(lines("secret words")))) as document:
        new = {"aes": True, "metadata": True} if revision > 3 else {"aes": False, "metadata": False}
        document.save(file, encryption=pikepdf.Encryption(user=password, owner="owner", R=revision, **new))
    return file.getvalue()


def test_a_file_that_only_its_owner_may_copy_from_is_read() -> None:
    data = pdf(lines("open words"), encrypt=pdfencrypt.StandardEncryption("", "owner", canCopy=0))
    page = extract_text(PdfSource(data).page(1))
    assert page is not None
    assert page.text == "open words"


@pytest.mark.parametrize("engine", [PdfSource, PlumberSource])
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_password_that_another_file_needs_does_no_harm(engine: type[PdfSource], *, encrypted: bool) -> None:
    options = {"encrypt": pdfencrypt.StandardEncryption("", "owner")} if encrypted else {}
    page = extract_text(engine(pdf(lines("open words"), **options), "another file's").page(1))
    assert page is not None
    assert page.text == "open words"


def test_a_document_without_pages_is_refused() -> None:
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj "
    with pytest.raises((NoPages, Corrupt)):
        PdfSource(data + b"trailer<</Root 1 0 R>>\n%%EOF")


def test_limits_apply_to_pages_and_words(limits: Callable[..., None]) -> None:
    limits(max_pages=2, max_page_words=5)
    with pytest.raises(TooManyPages):
        PdfSource(pdf(*[lines("x")] * 3))
    source = PdfSource(pdf(lines("one two three four five"), lines("one two three four five six")))
    assert extract_text(source.page(1)) is not None
    with pytest.raises(TooManyWords):
        extract_text(source.page(2))
