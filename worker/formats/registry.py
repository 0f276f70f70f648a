"""Opening a document of any supported format."""

from pathlib import Path

from shared.errors import EmptyFile, UnsupportedMediaType
from shared.settings import settings
from worker.formats.image import FORMATS, PictureSource
from worker.formats.page_source import Source
from worker.formats.pdf.source import PdfSource
from worker.formats.text import TextSource

TEXTS = ("text/plain", "text/markdown")


def open_source(data: bytes | Path, media_type: str, password: str | None = None) -> Source:
    """The document in ``data``, its bytes or the file that holds them.

    Raises what is wrong with it: `EmptyFile`, `Corrupt`, `Encrypted`, `WrongPassword`, `NoPages`, `TooManyPages`,
    `TooLargePage`, or `UnsupportedMediaType`. Pages have errors of their own when they are read.
    """
    if not (data if isinstance(data, bytes) else data.stat().st_size):
        raise EmptyFile
    if media_type == "application/pdf":
        return _pdf(data, password)
    if media_type in FORMATS:
        return PictureSource(data, media_type)
    if media_type in TEXTS:
        return TextSource(data)
    raise UnsupportedMediaType


def _pdf(data: bytes | Path, password: str | None) -> Source:
    if settings().pdf_engine == "pdfium":
        return PdfSource(data, password)
    from worker.formats.pdf.plumber import PlumberSource

    return PlumberSource(data, password)
