"""Office files that the tests of reading are made with, and how they are read."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx

from shared.documents.tables import grid_of
from shared.models.document import OcrMode
from shared.models.page import Page
from tests.worker.pages import picture
from worker.extraction.page import extract_text
from worker.formats.page_source import DocumentSource
from worker.formats.registry import open_source

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODF = "application/vnd.oasis.opendocument"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Any) -> bytes:
    """The bytes of a document of one of the libraries that write them."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_document(*draw: Callable[[Any], object]) -> bytes:
    """A Word document that functions have added to."""
    document = docx.Document()
    for one in draw:
        one(document)
    return saved(document)


def raw_word_document(body: str, **parts: str) -> bytes:
    """A Word document with this XML in its body; other parts by their names without folder and suffix."""
    document = docx.Document()
    data = replaced(
        saved(document),
        {
            "word/document.xml": lambda _: (
                f'<w:document xmlns:w="{W}" '
                'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
                'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
                f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
            ).encode()
        },
    )
    relations = "".join(
        f'<Relationship Id="x{name}" Target="{name}.xml" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
        for name in parts
    )
    return replaced(
        data,
        {
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>", relations.encode() + b"</Relationships>"
            ),
            **{f"word/{name}.xml": lambda _, text=text: text.encode() for name, text in parts.items()},
        },
    )


def replaced(archive: bytes, parts: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with parts that are made of what they were, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts[name](old.read(name)) if name in parts else old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name](b""))
    return file.getvalue()


def png(*texts: str) -> io.BytesIO:
    """A picture of writing."""
    file = io.BytesIO()
    picture(list(texts)).save(file, "PNG")
    file.seek(0)
    return file


def opened(data: bytes, media_type: str = DOCX) -> DocumentSource:
    """The open document."""
    return open_source(data, media_type)


def read(source: DocumentSource, number: int = 1, mode: OcrMode = "auto") -> Page:
    """A page by its own text; with mode "off", whatever its pictures say."""
    page = extract_text(source.page(number), mode)
    assert page is not None
    return page


def read_all(data: bytes, media_type: str = DOCX) -> list[Page]:
    """All pages by their own text."""
    source = opened(data, media_type)
    return [read(source, number) for number in range(1, source.page_count + 1)]


def blocks_of(page: Page, *types: str) -> list[tuple[str, str]]:
    """Types and texts of the page's blocks, of those types or all."""
    return [(b.type, page.text[b.start : b.end]) for b in page.blocks if not types or b.type in types]


def rows_of(page: Page, number: int = 0) -> list[list[str]]:
    """The rows of one of the page's tables."""
    return grid_of([block for block in page.blocks if block.type == "table"][number], page.text).rows


def text_of(pages: Sequence[Page]) -> str:
    """The text of pages, runs of white space as one space."""
    return " ".join(" ".join(page.text.split()) for page in pages)
