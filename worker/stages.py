"""The stages of tasks, timed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from shared import tracing
from worker.metrics import STAGE_SECONDS

Stage = Literal["fetch", "open", "extract", "ocr", "index", "load", "retrieve", "read", "rank", "render", "pdf"]
"""Bytes of a document come to this machine, it is opened, a page is extracted, recognized, its document is indexed;
indices are loaded, passages retrieved, read, and candidates ranked; an image of a page is rendered,
a searchable PDF made."""


class _Within(threading.local):
    seconds = 0.0


_within = _Within()


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Time the block as a stage. What stages within it take counts as theirs alone."""
    with tracing.span(name):
        yield from _timed(name)


def _timed(name: Stage) -> Iterator[None]:
    outer, _within.seconds = _within.seconds, 0.0
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - started
        STAGE_SECONDS.labels(name).observe(max(0.0, seconds - _within.seconds))
        _within.seconds = outer + seconds
