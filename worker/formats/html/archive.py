"""Opens a saved web page (MHTML): a message whose parts are the page and what is shown in it."""

import email
import email.policy
from email.message import Message
from pathlib import Path
from urllib.parse import urljoin

from shared.errors import Corrupt
from worker.formats.collector import without_collector
from worker.formats.flow.content import Flow
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.html.body import HtmlContent
from worker.formats.html.encoding import decode_html
from worker.formats.html.source import titled, warnings_of

PAGES = ("text/html", "application/xhtml+xml")
MAX_PARTS = 10_000

MAX_FRAME_DEPTH = 8
"""Frames within frames that are shown, at most."""


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The page. Raises Corrupt, NoPages and TooManyPages."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError) as error:
        raise Corrupt from error
    page = _page_of(message, parts)
    if page is None or len(parts) > MAX_PARTS:
        raise Corrupt("The file is no saved web page, or a damaged one; save the page again.")
    text, is_guessed = decode_html(_bytes_of(page), page.get_content_charset())
    contained = _Contained(page, parts, {id(page)})
    html = HtmlContent(text, contained, contained.page)
    pages = lay_out(Flow(titled(html)))
    return LaidSource(pages, frozenset({*warnings_of(html), *(("guessed-encoding",) if is_guessed else ())}))


def _page_of(message: Message, parts: list[Message]) -> Message | None:
    """The page among the parts: the one that the message names as its start, or the first."""
    start = message.get_param("start")
    pages = [part for part in parts if part.get_content_type() in PAGES]
    return next((part for part in pages if start and part.get("Content-ID", "").strip() == start), None) or next(
        iter(pages), None
    )


def _bytes_of(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


class _Contained:
    """Gives the bytes of a part, and the page of a frame, by its address in the page.

    ``shown`` are the pages that were given already: each is shown once, and none within itself.
    """

    def __init__(self, page: Message, parts: list[Message], shown: set[int], depth: int = 0) -> None:
        self._all, self._shown, self._depth = parts, shown, depth
        self._base = str(page.get("Content-Location", "")).strip()
        self._parts: dict[str, Message] = {}
        for part in parts:
            if name := str(part.get("Content-ID", "")).strip().strip("<>"):
                self._parts.setdefault(f"cid:{name}", part)
            if location := str(part.get("Content-Location", "")).strip():
                self._parts.setdefault(self._absolute(location), part)

    def __call__(self, address: str) -> bytes | None:
        part = self._part(address)
        return None if part is None else _bytes_of(part)

    def page(self, address: str) -> HtmlContent | None:
        """The page of a frame; None where the address is of no page, or of one that is shown already."""
        part = self._part(address)
        is_page = part is not None and part.get_content_type() in PAGES
        if part is None or not is_page or id(part) in self._shown or self._depth == MAX_FRAME_DEPTH:
            return None
        self._shown.add(id(part))
        contained = _Contained(part, self._all, self._shown, self._depth + 1)
        text, _ = decode_html(_bytes_of(part), part.get_content_charset())
        return HtmlContent(text, contained, contained.page)

    def _part(self, address: str) -> Message | None:
        return self._parts.get(address) or self._parts.get(self._absolute(address))

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self._base, address)
        except ValueError:
            return address
