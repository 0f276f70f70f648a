"""Form fields whose content the page's own text does not say, taken from the fields themselves.

Ticks have appearances of many kinds, or none; a comb field shows every character apart; and a password is nobody's.
Other fields are read by their appearance, which pdfium makes where they lack one.
"""

import ctypes
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.annotations import MAX_ANNOTATIONS
from worker.layout.normalize import normalize
from worker.layout.words import PlacedWord, PlacedWords

TICKED, UNTICKED = "\u2612", "\u2610"
"""How boxes and buttons are written."""

_TICKS = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_COMB = 1 << 24
_PASSWORD = 1 << 13
_EMPTY_BYTES = 2
"""Length of an empty string as pdfium gives it: its closing zero."""


class Field(NamedTuple):
    """Left, top, right, bottom of a field in the page's units, and what is read there."""

    edges: tuple[float, float, float, float]
    text: str


def fields_of(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> list[Field]:
    """The fields on a page that is not flattened which are written as they say themselves."""
    if document.formenv is None:
        return []
    found = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
            text = _text(document.formenv.raw, annotation)
            rectangle = pdfium.FS_RECTF()
            shown = not pdfium.FPDFAnnot_GetFlags(annotation) & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | _NO_VIEW)
            if text is not None and shown and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
                found.append(Field((rectangle.left, rectangle.top, rectangle.right, rectangle.bottom), text))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


_NO_VIEW = pdfium.FPDF_ANNOT_FLAG_NOVIEW


def _text(form: pdfium.FPDF_FORMHANDLE, annotation: pdfium.FPDF_ANNOTATION) -> str | None:
    """What is read in the field; None where its appearance says it."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _TICKS:
        return TICKED if pdfium.FPDFAnnot_IsChecked(form, annotation) or _is_on(annotation) else UNTICKED
    flags = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation)
    if kind != pdfium.FPDF_FORMFIELD_TEXTFIELD or not flags & (_COMB | _PASSWORD):
        return None
    if flags & _PASSWORD:
        return ""
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    units = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, units, length)
    return bytes(units)[: max(0, length - 2)].decode("utf-16-le", "replace")


def _is_on(annotation: pdfium.FPDF_ANNOTATION) -> bool:
    """Whether a box or button without appearances, of which pdfium does not know the state, has another than off."""
    if pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _EMPTY_BYTES:
        return False
    state = _string(annotation, b"AS")
    return state not in ("", "Off")


def _string(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    units = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, units, length)
    return bytes(units)[: max(0, length - 2)].decode("utf-16-le", "replace")


def with_fields(words: PlacedWords, fields: Sequence[Field], boxes: NDArray[np.float64]) -> PlacedWords:
    """The words, with those of the fields in the place of what their appearances say; ``boxes`` are the fields'."""
    x, y = (words.boxes[:, 0] + words.boxes[:, 2]) / 2, (words.boxes[:, 1] + words.boxes[:, 3]) / 2
    kept = np.ones(len(words), bool)
    lines = []
    for field, (x0, y0, x1, y1) in zip(fields, np.clip(boxes, 0, 1).tolist(), strict=True):
        kept &= ~((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
        texts = list(filter(None, map(normalize, field.text.split())))
        if not texts or x1 <= x0 or y1 <= y0:
            continue
        step = (x1 - x0) / (sum(map(len, texts)) + len(texts) - 1)
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
        lines.append(
            [
                PlacedWord(text, (x0 + step * at, y0, x0 + step * (at + len(text)), y1), None, "text")
                for text, at in zip(texts, starts, strict=False)
            ]
        )
    return words.where(kept).and_then(PlacedWords.of(lines))
