"""Documents of Word, Excel and PowerPoint 97 to 2003 (DOC, XLS, PPT), by LibreOffice where it is chosen.

It saves them in the formats that came after, which are read here as any others: so headings, tables and the addresses
of cells are those of the document, and not guessed from pictures of its pages.
"""

from pathlib import Path

from shared.errors import UnsupportedMediaType
from shared.files.office97 import EXCEL, MEDIA_TYPES, POWERPOINT, WORD, are_read
from shared.settings import settings
from worker.formats import docx, pptx, xlsx
from worker.formats.page_source import DocumentSource

__all__ = ["MEDIA_TYPES", "open_office97"]

_OPENERS = {
    WORD: ("doc", "docx", docx.open_docx, docx.MEDIA_TYPES),
    EXCEL: ("xls", "xlsx", xlsx.open_xlsx, xlsx.MEDIA_TYPES),
    POWERPOINT: ("ppt", "pptx", pptx.open_pptx, pptx.MEDIA_TYPES),
}


def open_office97(data: bytes | Path, media_type: str, _password: str | None) -> DocumentSource:
    """The document, as LibreOffice saves it in the newer format. Raises as `open_source`, and PageTimeout."""
    if not are_read(settings()):
        raise UnsupportedMediaType(
            "This is a document of an Office program of 1997 to 2003, and this worker is set to read none "
            "(DOCINSIGHT_OFFICE); save it as PDF."
        )
    from worker.formats.office97.conversion import converted  # a worker that reads none does without it

    old, new, opener, kinds = _OPENERS[media_type]
    return opener(converted(data, old, new), kinds[0], None)
