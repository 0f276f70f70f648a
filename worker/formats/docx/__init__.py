"""Word documents (Office Open XML, ECMA-376), laid out on pages.

The XML is read by lxml itself: python-docx leaves out what is inserted, in content controls, in text boxes and in
notes.
"""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)


def open_docx(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The document; tracked changes as if accepted, without comments and macros. Raises as `open_source`."""
    from worker.formats.docx.source import opened  # a worker that reads none does without the library

    return opened(data)
