"""Documents of the Office programs of 1997 to 2003, which are read where LibreOffice converts them."""

import shutil

from shared.settings import Settings

WORD, EXCEL, POWERPOINT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
MEDIA_TYPES = (WORD, EXCEL, POWERPOINT)

STREAMS = (
    ("WordDocument", WORD),
    ("Workbook", EXCEL),
    ("Book\0", EXCEL),
    ("PowerPoint Document", POWERPOINT),
)
"""Names within such a file that tell what it is."""


def are_read(chosen: Settings) -> bool:
    """Whether the settings say that workers convert them."""
    return chosen.office == "libreoffice"


def program() -> str | None:
    """LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")
