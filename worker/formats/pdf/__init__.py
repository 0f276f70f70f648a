"""PDF documents, by one of two engines."""

from pathlib import Path

from shared.settings import settings
from worker.formats.page_source import DocumentSource
from worker.formats.pdf.source import PdfSource

MEDIA_TYPES = ("application/pdf",)


def open_pdf(data: bytes | Path, _media_type: str, password: str | None) -> DocumentSource:
    """The PDF, by the engine that the settings choose. The second engine's library is imported when it is chosen."""
    if settings().pdf_engine == "pdfium":
        return PdfSource(data, password)
    from worker.formats.pdf.plumber import PlumberSource

    return PlumberSource(data, password)
