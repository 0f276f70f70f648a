"""The annotations of a PDF's page: those whose text is part of the page, those that cover it, and those left out."""

import ctypes
from collections.abc import Container
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from shared.models.warnings import WarningCode

MAX_ANNOTATIONS = 2000
"""Annotations beyond which a page's forms and notes are not read as text."""

_PART_OF_THE_PAGE = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_COVERING = (
    *(pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_INK),
    *(pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_REDACT),
    pdfium.FPDF_ANNOT_HIGHLIGHT,
)
_COMMENTED = (
    *(pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY),
    *(pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE),
    *(pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE),
)
_EMPTY_BYTES = 2
"""Length of an empty string as pdfium gives it: its closing zero."""


class Annotations(NamedTuple):
    """What a page's annotations mean for its text.

    ``covering`` are the bounds of those that may hide text, rows of left, top, right, bottom, y upwards.
    ``show_text`` says whether the appearance of some is text of the document: fields, free text and stamps.
    """

    covering: NDArray[np.float64]
    show_text: bool
    warnings: frozenset[WarningCode]


_NONE = Annotations(np.zeros((0, 4)), show_text=False, warnings=frozenset())


def annotations_of(page: pypdfium2.PdfPage, hidden: Container[int] = frozenset()) -> Annotations:
    """The annotations of a page that is not flattened; those of these indices are in layers that are switched off."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return _NONE
    covering: list[tuple[float, float, float, float]] = []
    found: set[WarningCode] = set()
    show_text = False
    for index in range(min(count, MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        flags = pdfium.FPDFAnnot_GetFlags(annotation)
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        if flags & pdfium.FPDF_ANNOT_FLAG_NOVIEW or index in hidden:
            # pdfium makes it part of the page all the same.
            pdfium.FPDFAnnot_SetFlags(annotation, flags | pdfium.FPDF_ANNOT_FLAG_HIDDEN)
        if index in hidden:
            if subtype in _PART_OF_THE_PAGE and _says_something(annotation):
                found.add("hidden-text")
            pdfium.FPDFPage_CloseAnnot(annotation)
            continue
        show_text |= subtype in _PART_OF_THE_PAGE
        rectangle = pdfium.FS_RECTF()
        if subtype in _COVERING and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
            covering.append((rectangle.left, rectangle.top, rectangle.right, rectangle.bottom))
        if subtype == pdfium.FPDF_ANNOT_FILEATTACHMENT:
            found.add("embedded-files")
        elif subtype in _COMMENTED and _says_something(annotation):
            found.add("comments")
        elif subtype == pdfium.FPDF_ANNOT_FREETEXT and not _has_appearance(annotation) and _says_something(annotation):
            # Only some programs show such text.
            found.add("comments")
        pdfium.FPDFPage_CloseAnnot(annotation)
    bounds = np.array(covering, np.float64).reshape(-1, 4)
    return Annotations(bounds, show_text and count <= MAX_ANNOTATIONS, frozenset(found))


def _says_something(annotation: pdfium.FPDF_ANNOTATION) -> bool:
    """Whether an annotation has a text, plain or formatted, or a field's value."""
    keys = (b"Contents", b"RC", b"V")
    return any(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0) > _EMPTY_BYTES for key in keys)


def _has_appearance(annotation: pdfium.FPDF_ANNOTATION) -> bool:
    length: int = pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    return length > _EMPTY_BYTES


def warnings_of_document(document: pypdfium2.PdfDocument) -> frozenset[WarningCode]:
    """What users should know of the document as a whole."""
    found: set[WarningCode] = set()
    kind = document.get_formtype()
    if kind == pdfium.FORMTYPE_XFA_FULL or (kind == pdfium.FORMTYPE_XFA_FOREGROUND and not _has_fields(document)):
        found.add("dynamic-form")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        found.add("embedded-files")
    return frozenset(found)


def _has_fields(document: pypdfium2.PdfDocument) -> bool:
    """Whether there are fields on the first page, as every static form has them beside its XFA."""
    page = document[0]
    try:
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if subtype == pdfium.FPDF_ANNOT_WIDGET:
                return True
    finally:
        page.close()
    return False
