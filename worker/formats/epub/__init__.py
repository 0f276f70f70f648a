"""E-books (EPUB 2 and 3)."""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/epub+zip",)


def open_epub(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The book, one chapter after the other. Raises as `open_source`."""
    from worker.formats.epub.source import opened  # a worker that reads none does without the library

    return opened(data)
