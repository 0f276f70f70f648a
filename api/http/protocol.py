"""HTTP as uvicorn implements it, bounded in what a connection may take up: the one module that knows uvicorn's inside.

uvicorn's parser, llhttp, limits neither the size nor the number of header fields, and uvicorn times nothing but idle
connections that have had a response.
"""

import asyncio
import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.connections import ConnectionLimits, Connections, ProbesOnly
from api.http.problems import error_headers, problem_response
from shared.errors import DocInsightError, HeadersTooLarge, MalformedRequest

MAX_HEADER_BYTES = 64 * 1024
"""The request line and all header fields."""
MAX_HEADERS = 100
FED_BYTES = 16 * 1024
"""What the parser is given at once of a head: it keeps what is incomplete, so far beyond the limit."""
MIN_BODY_BYTES = 1024
"""A body of which fewer bytes come in ``body_seconds`` is stalled."""
LINGER_SECONDS = 2.0
"""Time in which a client that was refused may read why. What it still sends is discarded."""
SWEEP_INTERVAL_SECONDS = 1.0


class _OverLimitError(Exception):
    """The header fields are over their limit."""


class HttpProtocol(HttpToolsProtocol):
    """One connection. `bounded` makes the class that a server is given."""

    limits: ClassVar[ConnectionLimits]
    counted: ClassVar[Connections]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._idle_since = self._head_since = self._window_since = self._blocked_since = self.loop.time()
        self._head_open = self._message_open = False
        self._fields = self._field_bytes = 0
        # Bytes of which neither a request nor a piece of a body has come.
        self._unparsed = 0
        self._window_bytes = self._discarded = 0
        self._over_limit = False
        self._closes_at: float | None = None

    # ---- the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        admission = self.counted.add(self, self.client[0] if self.client else "")
        if admission != "all":
            self.app = ProbesOnly(self.app, admission, _refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self.counted.remove(self)
        super().connection_lost(exc)

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes came from the client."""
        view = memoryview(data)
        while view and self._closes_at is None and not self.transport.is_closing():
            # Of a body all is fed at once.
            piece = view if self._message_open and not self._head_open else view[:FED_BYTES]
            view = view[len(piece) :]
            self._unparsed += len(piece)
            super().data_received(piece)  # type: ignore[arg-type]
            if self._unparsed > MAX_HEADER_BYTES:
                self._refuse(HeadersTooLarge())
        self._discarded += len(view)
        if self._discarded > self.limits.most_discarded_bytes:
            self.transport.abort()

    def pause_writing(self) -> None:
        """The client does not read what it was sent."""
        self._blocked_since = self.loop.time()
        super().pause_writing()

    # ---- what the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_open = self._message_open = True
        self._head_since = self.loop.time()
        self._fields = self._field_bytes = self._unparsed = 0

    def on_url(self, url: bytes) -> None:
        """A part of the request's target."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field, or after the body a trailer, which is counted like one and left out."""
        self._fields += 1
        self._count(len(name) + len(value) + len(b": \r\n"))
        if self._head_open:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """All header fields are there."""
        self._head_open = False
        self._unparsed = self._window_bytes = 0
        self._window_since = self.loop.time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._unparsed = 0
        self._window_bytes += len(body)
        if self.cycle.response_complete:
            self._discarded += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        self._message_open = False
        self._unparsed = self._discarded = 0
        self._idle_since = self.loop.time()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The response has been written."""
        self._idle_since = self._head_since = self.loop.time()
        super().on_response_complete()

    def _count(self, size: int) -> None:
        self._field_bytes += size
        if self._fields > MAX_HEADERS or self._field_bytes > MAX_HEADER_BYTES:
            # Ends the parsing; uvicorn then calls `send_400_response`.
            self._over_limit = True
            raise _OverLimitError

    # ---- ending it

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Respond to what cannot be parsed."""
        self._refuse(
            HeadersTooLarge() if self._over_limit else MalformedRequest("The HTTP request could not be parsed.")
        )

    def check(self, now: float) -> None:
        """End the connection if its client has been silent for too long. ``now`` is the event loop's time."""
        limits, busy = self.limits, self.cycle is not None and not self.cycle.response_complete
        if self._closes_at is not None:
            if now > self._closes_at:
                self.transport.abort()
        elif self.flow.write_paused and now - self._blocked_since > limits.body_seconds:
            self.transport.abort()
        elif self._message_open and not self._head_open:
            self._check_body(now)
        elif not busy and now - (self._head_since if self._head_open else self._idle_since) > (
            limits.head_seconds if self._head_open else limits.idle_seconds
        ):
            self.transport.close()

    def _check_body(self, now: float) -> None:
        if now - self._window_since > self.limits.body_seconds or self.flow.read_paused:
            stalled = self._window_bytes < MIN_BODY_BYTES and not self.flow.read_paused
            self._window_since, self._window_bytes = now, 0
            if stalled:
                self._refuse(MalformedRequest("The request's body stalled; send it again."))

    def _refuse(self, error: DocInsightError) -> None:
        """Respond to the request that is being received with an error, unless that was done, and close."""
        cycle = self.cycle
        busy = cycle is not None and not cycle.response_complete
        answered = not self._head_open and self._message_open and cycle is not None and cycle.response_started
        self._closes_at = self.loop.time() + LINGER_SECONDS
        if answered or (busy and self._head_open):
            # The response that was begun is not to be mixed with another.
            self.transport.close()
            return
        if busy:
            cycle.disconnected = True
            cycle.message_event.set()
        response = _refusal(error)
        headers = [*self.server_state.default_headers, *response.raw_headers]
        status = f"HTTP/1.1 {response.status_code} {HTTPStatus(response.status_code).phrase}".encode()
        lines = [status, *(name + b": " + value for name, value in headers)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(response.body))
        # A connection that is closed before all that was sent has been read is reset, and the response lost.
        self.transport.write_eof()


def bounded(limits: ConnectionLimits) -> type[HttpProtocol]:
    """The protocol of connections that are bounded together."""
    return type("BoundedHttpProtocol", (HttpProtocol,), {"limits": limits, "counted": Connections(limits)})


async def sweep(connections: set[Any]) -> None:
    """End connections whose clients are silent for too long, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP_INTERVAL_SECONDS)
        now = loop.time()
        for connection in list(connections):
            connection.check(now)


def _refusal(error: DocInsightError) -> Response:
    request_id = uuid.uuid4().hex
    headers = {**error_headers(error), "Connection": "close", "X-Request-ID": request_id}
    return problem_response(error.problem(), request_id, headers)
