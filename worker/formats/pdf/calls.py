"""Calls of pdfium that take no longer than its answers: a page needs thousands.

ctypes spends most of a call on converting arguments to their declared types. Functions are without such types here:
integers are passed as C's ``int``, and addresses as pointers that are made once for many calls. Pointers to where
pdfium writes its answers are made once for all pages, as one thread of a process works with pdfium. The interpreter's
lock is kept, since each call is short.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

Pointer = Any
"""A pointer as ctypes passes it: its own class for arguments has no public name."""

MAX_ROWS = 512
"""Rows of four numbers that are written before they are copied."""

_memory = (ctypes.c_uint32 * (4 * MAX_ROWS))()
_rows: NDArray[np.uint32] = np.ctypeslib.as_array(_memory).reshape(-1, 4)
_places: list[list[Pointer]] = [
    list(map(ctypes.byref, repeat(_memory), range(4 * i, _rows.nbytes, 16))) for i in range(4)
]
"""For each of the four columns, pointers to its numbers."""


def address(function: object) -> int:
    """The address of a function of pdfium, for a prototype of our own."""
    found = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    if not found:
        raise ImportError("pdfium lacks a function that is needed")
    return found


def function(name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of pdfium, without types of its arguments: pointers and integers of 32 bits."""
    found: Callable[..., Any] = ctypes.PYFUNCTYPE(result)(address(getattr(pdfium, name)))
    return found


pointer: Callable[[int], Pointer] = ctypes.c_void_p.from_param
"""An address as an argument."""


def rectangles(function: Callable[..., Any], page: int, indices: NDArray[np.intp]) -> NDArray[np.float32]:
    """What a function writes for each of the page's indices: four numbers, to where one pointer leads."""
    found = np.empty((len(indices), 4), np.float32)
    holder, written = repeat(pointer(page)), _rows.view(np.float32)
    for start in range(0, len(indices), MAX_ROWS):
        part = indices[start : start + MAX_ROWS].tolist()
        _rows[: len(part)] = 0
        deque(map(function, holder, part, _places[0]), maxlen=0)
        found[start : start + len(part)] = written[: len(part)]
    return found


def numbers(
    function: Callable[..., Any], objects: Sequence[Pointer], order: Iterable[int] = range(4)
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """The four numbers of 32 bits that a function writes for each object, and whether it succeeds.

    ``order`` are the columns that its four pointers lead to.
    """
    found, succeeded = np.empty((len(objects), 4), np.uint32), np.empty(len(objects), np.bool_)
    columns = [_places[i] for i in order]
    for start in range(0, len(objects), MAX_ROWS):
        part = objects[start : start + MAX_ROWS]
        _rows[: len(part)] = 0
        succeeded[start : start + len(part)] = list(map(function, part, *columns))
        found[start : start + len(part)] = _rows[: len(part)]
    return found, succeeded
