"""OpenDocument texts, spreadsheets and presentations (ISO 26300).

The XML is read by lxml itself: odfdo reads the same tree by objects of its own, and gives neither the markers of lists
nor what is hidden.
"""

from pathlib import Path

from worker.formats.page_source import DocumentSource

_ODF = "application/vnd.oasis.opendocument"
MEDIA_TYPES = (f"{_ODF}.text", f"{_ODF}.spreadsheet", f"{_ODF}.presentation")


def open_odf(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The document of whatever kind its content is; tracked changes as if accepted. Raises as `open_source`."""
    from worker.formats.odf.source import opened  # a worker that reads none does without the library

    return opened(data)
