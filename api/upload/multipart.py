"""A multipart body as a stream of parts and their bytes, never in memory as a whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from shared.errors import MalformedRequest, TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class PartBegin:
    """A part begins. ``filename`` is None for a plain field."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class PartData:
    """Bytes of the current part."""

    data: memoryview


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The current part is complete."""


Event = PartBegin | PartData | PartEnd


async def parts(request: Request, *, max_bytes: int) -> AsyncIterator[Event]:
    """The parts of a request's body while it is received. Raises MalformedRequest and TooLarge."""
    boundary = _boundary(request.headers.get("Content-Type", ""))
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > max_bytes:
        raise TooLarge
    events: list[Event] = []
    collector = _Collector(events)
    received = 0
    try:
        parser = MultipartParser(boundary, collector.callbacks())
        async for chunk in request.stream():
            received += len(chunk)
            if received > max_bytes:
                raise TooLarge
            parser.write(chunk)
            for event in events:
                yield event
            events.clear()
        parser.finalize()
    except FormParserError as error:
        raise MalformedRequest("The multipart body is malformed.") from error
    if not collector.ended:
        raise MalformedRequest("The multipart body ends before its last boundary.")


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise MalformedRequest("Send the files as multipart/form-data, with a boundary.")
    return boundary


class _Collector:
    """Turns the parser's calls into events."""

    def __init__(self, events: list[Event]) -> None:
        self._events = events
        self._name, self._value = b"", b""
        self._disposition = ""
        self.ended = False

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._disposition = ""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value.decode("latin-1")
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._disposition)
        if kind != b"form-data" or b"name" not in options:
            raise MalformedRequest("A part of the multipart body has no name.")
        filename = options.get(b"filename")
        sent = _extended_filename(self._disposition) if filename is None else _text(filename)
        self._events.append(PartBegin(_text(options[b"name"]), sent))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(PartData(memoryview(data)[start:end]))

    def _part_end(self) -> None:
        self._events.append(PartEnd())

    def _end(self) -> None:
        self.ended = True


def _extended_filename(disposition: str) -> str | None:
    """The file's name where it is sent as ``filename*`` alone (RFC 5987), which RFC 7578 forbids and clients send."""
    message = Message()
    message["Content-Disposition"] = disposition
    return message.get_filename()


def _text(raw: bytes) -> str:
    """Header bytes as text: UTF-8 as clients send it today, Latin-1 otherwise."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
