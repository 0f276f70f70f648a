"""Opens an e-book: its chapters, and the pages that they make."""

import posixpath
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from shared.errors import NoPages
from shared.models.warnings import WarningCode
from worker.formats.collector import without_collector
from worker.formats.epub.book import Book, book_of, path_of
from worker.formats.flow.content import Flow, Item, PageBreak, Paragraph, Picture
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.html.body import HtmlContent
from worker.formats.html.encoding import decode_html
from worker.formats.html.pictures import MAX_PICTURE_BYTES
from worker.formats.html.source import warnings_of
from worker.formats.html.xhtml import as_html
from worker.formats.package import Package

COVER = (360.0, 540.0)
"""Width and height of a cover, in points, at most."""


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The book. Raises Corrupt, Encrypted, NoPages, TooManyPages and TooLargePage."""
    return Package(data).read_by(_opened)


def _opened(package: Package) -> LaidSource:
    book = book_of(package)
    if not book.chapters:
        raise NoPages("The e-book has no chapters.")
    warnings: set[WarningCode] = set()
    pages = lay_out(Flow(_items(package, book, warnings)))
    return LaidSource(pages, frozenset(warnings), package.close)


def _items(package: Package, book: Book, warnings: set[WarningCode]) -> Iterator[Item]:
    if book.title:
        yield Paragraph(book.title, "title")
    if book.authors:
        yield Paragraph(book.authors)
    for number, name in enumerate(book.chapters):
        data = package.read(name)
        if number == 0 and book.cover is not None and posixpath.basename(book.cover).encode() not in data:
            yield Picture(partial(package.read, book.cover, MAX_PICTURE_BYTES), *COVER)
        text, is_guessed = decode_html(data)
        html = HtmlContent(as_html(text), partial(_contained, package, posixpath.dirname(name)))
        yield PageBreak()
        yield from html.items()
        warnings |= {*warnings_of(html), *(("guessed-encoding",) if is_guessed else ())}


def _contained(package: Package, folder: str, address: str) -> bytes | None:
    """The bytes of what a chapter refers to within the book."""
    name = path_of(folder, address)
    return package.read(name, MAX_PICTURE_BYTES) if name in package.names else None
