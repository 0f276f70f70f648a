"""Opens a Rich Text."""

from collections.abc import Iterator
from pathlib import Path

from shared.errors import Corrupt
from shared.models.warnings import WarningCode
from worker.formats.collector import without_collector
from worker.formats.flow.content import Flow
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.rtf.reader import Reader

BEGINS = b"{\\rtf"


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The document. Raises Corrupt, NoPages and TooManyPages."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    if not content.lstrip()[: len(BEGINS)] == BEGINS:
        raise Corrupt
    reader = Reader()
    reader.read(content)
    header, footer = " · ".join(reader.headers), " · ".join(reader.footers)
    return LaidSource(lay_out(Flow(reader.body.items, header, footer)), frozenset(_warnings(reader)))


def _warnings(reader: Reader) -> Iterator[WarningCode]:
    if reader.has_changes:
        yield "tracked-changes"
    if reader.has_comments:
        yield "comments"
    if reader.has_hidden:
        yield "hidden-text"
    if reader.has_unread_pictures:
        yield "unread-pictures"
