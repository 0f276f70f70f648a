"""The file formats there are, by media type."""

from collections.abc import Callable
from pathlib import Path

from shared.errors import Corrupt, EmptyFile, UnsupportedMediaType
from worker.formats import delimited, docx, epub, html, image, mail, odf, office97, pdf, pptx, rtf, text, xlsx
from worker.formats.page_source import DocumentSource

FORMATS: dict[str, Callable[[bytes | Path, str, str | None], DocumentSource]] = {
    **dict.fromkeys(pdf.MEDIA_TYPES, pdf.open_pdf),
    **dict.fromkeys(image.MEDIA_TYPES, image.open_image),
    **dict.fromkeys(text.MEDIA_TYPES, text.open_text),
    **dict.fromkeys(delimited.MEDIA_TYPES, delimited.open_delimited),
    **dict.fromkeys(docx.MEDIA_TYPES, docx.open_docx),
    **dict.fromkeys(html.MEDIA_TYPES, html.open_html),
    **dict.fromkeys(html.ARCHIVE_TYPES, html.open_archive),
    **dict.fromkeys(epub.MEDIA_TYPES, epub.open_epub),
    **dict.fromkeys(odf.MEDIA_TYPES, odf.open_odf),
    **dict.fromkeys(office97.MEDIA_TYPES, office97.open_office97),
    **dict.fromkeys(pptx.MEDIA_TYPES, pptx.open_pptx),
    **dict.fromkeys(rtf.MEDIA_TYPES, rtf.open_rtf),
    **dict.fromkeys(xlsx.MEDIA_TYPES, xlsx.open_xlsx),
    **dict.fromkeys(mail.MEDIA_TYPES, mail.open_mail),
}
"""What opens a document of each media type, from its bytes or file, its media type and its password."""

OFFICE_NAMES = {
    **dict.fromkeys(docx.MEDIA_TYPES, "Word document"),
    **dict.fromkeys(epub.MEDIA_TYPES, "e-book"),
    **dict.fromkeys(odf.MEDIA_TYPES, "OpenDocument file"),
    "application/vnd.ms-outlook": "Outlook message",
    **dict.fromkeys(office97.MEDIA_TYPES, "document of an Office program of 1997 to 2003"),
    **dict.fromkeys(pptx.MEDIA_TYPES, "PowerPoint presentation"),
    **dict.fromkeys(rtf.MEDIA_TYPES, "Rich Text file"),
    **dict.fromkeys(xlsx.MEDIA_TYPES, "Excel workbook"),
}
"""What office files are called: their content decides the type, and a file's name may say otherwise."""


def open_source(data: bytes | Path, media_type: str, password: str | None = None) -> DocumentSource:
    """The document in ``data``, its bytes or the file that contains them.

    Raises what is wrong with it: `EmptyFile`, `Corrupt`, `Encrypted`, `WrongPassword`, `NoPages`, `TooManyPages`,
    `TooLargePage`, or `UnsupportedMediaType`. Pages have errors of their own.
    """
    if not (data if isinstance(data, bytes) else data.stat().st_size):
        raise EmptyFile
    if media_type not in FORMATS:
        raise UnsupportedMediaType
    try:
        return FORMATS[media_type](data, media_type, password)
    except Corrupt as error:
        name = OFFICE_NAMES.get(media_type)
        if name is None or error.detail != Corrupt.default_detail:
            raise
        raise Corrupt(
            f"The file is a damaged {name} and could not be opened; save it again from its source."
        ) from error
