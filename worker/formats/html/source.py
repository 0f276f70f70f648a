"""Opens a web page: its text, and the pages that it makes."""

from collections.abc import Iterator
from pathlib import Path

from shared.models.warnings import WarningCode
from worker.formats.collector import without_collector
from worker.formats.flow.content import Flow, Item, Paragraph
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.flow.warnings import content_warnings
from worker.formats.html.body import HtmlContent
from worker.formats.html.encoding import decode_html
from worker.formats.html.xhtml import as_html, is_xml


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The page. Raises Corrupt, NoPages and TooManyPages."""
    text, is_guessed = decode_html(data if isinstance(data, bytes) else data.read_bytes())
    content = HtmlContent(as_html(text) if is_xml(text) else text)
    pages = lay_out(Flow(titled(content)))
    return LaidSource(pages, frozenset({*warnings_of(content), *(("guessed-encoding",) if is_guessed else ())}))


def titled(content: HtmlContent) -> Iterator[Item]:
    """The page's title and what it shows."""
    if content.title:
        yield Paragraph(content.title, "title")
    yield from content.items()


def warnings_of(content: HtmlContent) -> Iterator[WarningCode]:
    """What users should know of a page that was read."""
    yield from content_warnings(
        changes=content.has_changes, hidden=content.has_hidden, unread_pictures=content.pictures.has_unread
    )
    if content.pictures.has_missing:
        yield "missing-pictures"
