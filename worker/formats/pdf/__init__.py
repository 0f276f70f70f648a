"""PDF documents, by one of two engines."""

from pathlib import Path

from shared.settings import settings
from worker.formats.page_source import DocumentSource

MEDIA_TYPES = ("application/pdf",)


def open_pdf(data: bytes | Path, _media_type: str, password: str | None) -> DocumentSource:
    """The PDF, by the engine that the settings choose. An engine's library is imported when it is chosen."""
    if settings().pdf_engine == "pdfium":
        from worker.formats.pdf.source import PdfSource

        return PdfSource(data, password)
    from worker.formats.pdf.plumber import PlumberSource

    return PlumberSource(data, password)
