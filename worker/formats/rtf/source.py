"""Opens a Rich Text."""

from pathlib import Path

from shared.errors import Corrupt
from worker.formats.collector import without_collector
from worker.formats.flow.content import Flow
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.flow.warnings import content_warnings
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
    warnings = content_warnings(
        changes=reader.has_changes,
        comments=reader.has_comments,
        hidden=reader.has_hidden,
        unread_pictures=reader.has_unread_pictures,
    )
    return LaidSource(lay_out(Flow(reader.body.items, header, footer)), warnings)
