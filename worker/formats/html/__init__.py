"""Web pages (HTML), as browsers parse them."""

from pathlib import Path

from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("text/html",)
ARCHIVE_TYPES = ("multipart/related",)


def open_html(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The page with the pictures that are in its file; nothing is fetched. Raises as `open_source`."""
    from worker.formats.html.source import opened  # a worker that reads none does without the library

    return opened(data)


def open_archive(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The page that was saved with what is shown in it (MHTML). Raises as `open_source`."""
    from worker.formats.html.archive import opened

    return opened(data)
