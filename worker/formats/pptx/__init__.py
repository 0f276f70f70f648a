"""PowerPoint presentations (Office Open XML): each slide is a page with everything at its own place.

The XML is read by lxml itself: python-pptx reads the same tree, and has no formulas, no diagrams, and no place for what
is in a group.
"""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)


def open_pptx(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The presentation, without hidden slides, notes and macros. Raises as `open_source`."""
    from worker.formats.pptx.source import opened  # a worker that reads none does without the library

    return opened(data)
