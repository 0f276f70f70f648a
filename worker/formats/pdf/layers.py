"""Objects in layers (optional content groups), which a document may switch off and pdfium then does not draw."""

import ctypes
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import address, function
from worker.formats.pdf.objects import ObjectGroup

MAX_MARKS = 32
"""Marks of an object that are looked at; one with more counts as being in a layer."""

_LAYER = "OC".encode("utf-16-le")

_int, _long, _pointer = ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p
_count = function("FPDFPageObj_CountMarks")
_mark = ctypes.PYFUNCTYPE(_pointer, _pointer, _long)(address(pdfium.FPDFPageObj_GetMark))
_name = ctypes.PYFUNCTYPE(_int, _pointer, _pointer, _long, _pointer)(address(pdfium.FPDFPageObjMark_GetName))
_text = ctypes.create_string_buffer(64)
_length = _long()


def may_be_in_layers(group: ObjectGroup) -> NDArray[np.bool_]:
    """Whether each object is marked as one of a layer, or is in a form: pdfium does not tell a form's layer."""
    if group.form is not None:
        return np.ones(len(group.handles), np.bool_)
    counts = np.fromiter(map(_count, group.pointers), np.int64, len(group.pointers))
    found = counts > MAX_MARKS
    for i in ((counts > 0) & ~found).nonzero()[0].tolist():
        found[i] = any(map(_is_layer, map(_mark, repeat(group.handles[i]), range(counts[i]))))
    return found


def _is_layer(mark: int) -> bool:
    written = _name(mark, ctypes.addressof(_text), len(_text), ctypes.addressof(_length))
    return bool(written) and _text.raw[: _length.value] == _LAYER + b"\0\0"
