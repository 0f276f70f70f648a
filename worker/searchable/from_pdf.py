"""A PDF with the text that OCR recognized on its pages."""

import io
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Pdf, Stream

from shared.errors import Corrupt, Encrypted
from shared.models.page import Page, Word
from shared.models.searchable_pdf import SearchablePdf
from worker.formats.pdf.page_space import PageSpace
from worker.formats.pdf.rebuilding import rebuilt
from worker.searchable.appended import end_of, update
from worker.searchable.glyphless_font import GlyphlessFont, compressed
from worker.searchable.hidden_text import without_hidden_text
from worker.searchable.text_layer import Matrix, text_layer

_FONT_NAME = "DocInsightText"
_DAMAGED = "The document is damaged in a way that no text can be laid over it."
_MAX_PARENTS = 64
"""Levels of a document's tree of pages."""


def with_text(path: Path, pages: Sequence[Page]) -> SearchablePdf:
    """The document with the recognized words of these pages laid over them.

    The words are added to the file, which stays as it is. A file that is damaged, or encrypted without a password, is
    written anew. Raises `Corrupt` and `Encrypted`.
    """
    try:
        return _of_content(path, pages)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except pikepdf.PdfError as error:
        raise Corrupt(_DAMAGED) from error


def _of_content(path: Path, pages: Sequence[Page]) -> SearchablePdf:
    """Raises pikepdf's errors, too."""
    try:
        drawn = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise _encrypted() from error
        again = rebuilt(path)
        if again is None:
            raise Corrupt(_DAMAGED) from error
        with pikepdf.open(io.BytesIO(again)) as pdf, pypdfium2.PdfDocument(again) as drawn:
            _lay_over(pdf, drawn, pages)
            return SearchablePdf(0, saved(pdf))
    with drawn, pikepdf.open(path, suppress_warnings=True) as pdf:
        if len(pdf.pages) != len(drawn):
            raise Corrupt("The document is damaged: it is not certain which pages it has.")
        end, size = end_of(path), path.stat().st_size
        owns = [pdf.pages[page.number - 1].objgen[0] for page in pages]
        changed = _lay_over(pdf, drawn, pages)
        # A page that is there twice was made two.
        is_whole = not pdf.is_encrypted and not pdf.get_warnings() and max(owns) < int(pdf.trailer.Size)
        if is_whole and end is not None:
            return SearchablePdf(size, update(pdf, changed, size, end))
        return SearchablePdf(0, saved(pdf))


def _encrypted() -> Encrypted:
    return Encrypted("The document is encrypted, and its password was not kept; upload it without encryption.")


def saved(pdf: Pdf) -> bytes:
    """A document written as a whole, encrypted as its file is."""
    out = io.BytesIO()
    pdf.save(out, encryption=pdf.is_encrypted, deterministic_id=not pdf.is_encrypted)
    return out.getvalue()


def _lay_over(pdf: Pdf, drawn: pypdfium2.PdfDocument, pages: Sequence[Page]) -> list[pikepdf.Object]:
    """Lay the words over the pages. All objects that were changed or made."""
    font = GlyphlessFont()
    changed: list[pikepdf.Object] = []
    fonts: list[tuple[pikepdf.Object, str]] = []
    for page in pages:
        own = pdf.pages[page.number - 1].obj
        resources = _resources(own)
        there = resources["/Font"]
        fonts.append((there, name := _free_name(there)))
        layer = compressed(pdf, text_layer(page, _recognized(page), _matrix(drawn, page.number), font, name))
        contents = _contents(own)
        if page.source == "ocr" and (seen := without_hidden_text(pdf, own)) is not None:
            contents = [seen]
            changed.append(seen)
        # First, where nothing has changed the page's space yet; what is not seen can be below all else.
        own.Contents, own.Resources = Array([layer, *contents]), resources
        changed += [layer, own]
    made, parts = font.objects(pdf)
    for there, name in fonts:
        there[f"/{name}"] = made
    return changed + parts


def _recognized(page: Page) -> list[Word]:
    return [word for word in page.words if word.source == "ocr"]


def _matrix(drawn: pypdfium2.PdfDocument, number: int) -> Matrix:
    page = drawn[number - 1]
    try:
        return PageSpace(page).own()
    finally:
        page.close()


def _contents(page: pikepdf.Object) -> list[pikepdf.Object]:
    found = page.get("/Contents")
    if isinstance(found, Array):
        return [one for one in found.as_list() if isinstance(one, Stream)]
    return [found] if isinstance(found, Stream) else []


def _resources(page: pikepdf.Object) -> Dictionary:
    """A page's resources, its own or those of its parents, as a dictionary that no other page has."""
    node: pikepdf.Object | None = page
    for _ in range(_MAX_PARENTS):
        if not isinstance(node, Dictionary) or "/Resources" in node:
            break
        node = node.get("/Parent")
    found = node.get("/Resources") if isinstance(node, Dictionary) else None
    resources = Dictionary(dict(found.items()) if isinstance(found, Dictionary) else {})
    fonts = resources.get("/Font")
    resources.Font = Dictionary(dict(fonts.items()) if isinstance(fonts, Dictionary) else {})
    return resources


def _free_name(fonts: pikepdf.Object) -> str:
    return next(name for i in count() if f"/{(name := f'{_FONT_NAME}{i or str()}')}" not in fonts)
