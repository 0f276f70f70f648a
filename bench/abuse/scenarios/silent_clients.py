"""Clients that hold connections and say little or nothing."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import HOST, Target
from bench.abuse.wire import Reply, exchange, read

SETTINGS = {"idle_seconds": "2", "head_seconds": "2", "body_seconds": "3"}
MOST_SECONDS = 10
"""The longest of these times, and what a busy machine adds."""
FIRST_HALF = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
FORM = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
SILENT = {
    "a connection without a byte": b"",
    "empty lines": b"\r\n\r\n",
    "half a request line": b"GET /heal",
    "half the headers": FIRST_HALF,
    "a question without its body": FIRST_HALF + b"Content-Length: 100\r\n\r\n",
    "half a question": FIRST_HALF + b'Content-Length: 100\r\n\r\n{"question"',
    "half a chunk": FIRST_HALF + b"Transfer-Encoding: chunked\r\n\r\n50\r\n{",
    "half an upload": FORM
    + b'Content-Length: 9999\r\n\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n',
    "a body that a route does not read": b"GET /limits HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
    "a body that no route reads": b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx",
    "a request after another": b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a request and the half of another": b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /",
}


@scenario("idle connections, half requests and stalled bodies, on many routes", settings=SETTINGS)
async def silence(target: Target) -> str:
    """Each ends in the time that the settings give it."""
    started = time.monotonic()
    replies = await asyncio.gather(
        *(exchange(target.port, sent, timeout_seconds=MOST_SECONDS) for sent in SILENT.values())
    )
    for name, reply in zip(SILENT, replies, strict=True):
        hold(reply.closed, f"{name}: still open after {MOST_SECONDS} s")
    return f"{len(SILENT)} kinds, the last one over after {time.monotonic() - started:.1f} s"


@scenario("headers and a body that come a byte a second", settings=SETTINGS)
async def trickling(target: Target) -> str:
    """A byte now and then keeps no connection open."""

    async def trickle(head: bytes) -> Reply:
        reader, writer = await asyncio.open_connection(HOST, target.port)
        writer.write(head)
        reading = asyncio.create_task(read(reader, MOST_SECONDS))
        with contextlib.suppress(ConnectionError):
            for _ in range(2 * MOST_SECONDS):
                if reading.done():
                    break
                writer.write(b"y")
                await writer.drain()
                await asyncio.sleep(0.5)
        writer.close()
        return await reading

    heads = (b"GET /health HTTP/1.1\r\nX-Slow: ", FIRST_HALF + b"Content-Length: 900\r\n\r\n{")
    started = time.monotonic()
    for reply in await asyncio.gather(*map(trickle, heads)):
        hold(reply.closed and time.monotonic() - started < 2 * MOST_SECONDS, "a trickle kept its connection open")
    return f"both over after {time.monotonic() - started:.1f} s"


@contextlib.asynccontextmanager
async def _open(port: int, count: int, address: str) -> AsyncIterator[None]:
    writers = []
    try:
        for _ in range(count):
            _, writer = await asyncio.open_connection(HOST, port, local_addr=(address, 0))
            writers.append(writer)
        yield
    finally:
        for writer in writers:
            writer.close()


LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LIMITS = LIVE.replace(b"/health/live", b"/limits")


@scenario(
    "more connections than there may be, from one address and from many",
    settings={"max_connections": "300", "max_connections_per_address": "100"},
)
async def many_connections(target: Target) -> str:
    """Beyond the limits health checks are answered, and others are told."""
    crowd = 250
    async with _open(target.port, crowd, "127.0.0.2"):
        for sent, expected in ((LIVE, 200), (LIMITS, 200)):
            reply = await exchange(target.port, sent)
            hold(reply.status == expected, f"another address gets {reply.status} instead of {expected}")
        reply = await _from("127.0.0.2", target.port, LIMITS)
        hold(reply.status == 429, f"one more of the same address gets {reply.status}")
        reply = await _from("127.0.0.2", target.port, LIVE)
        hold(reply.status == 200, f"a health check of the same address gets {reply.status}")
        async with contextlib.AsyncExitStack() as stack:
            for last in range(3, 6):
                await stack.enter_async_context(_open(target.port, 110, f"127.0.0.{last}"))
            reply = await exchange(target.port, LIMITS)
            hold(reply.status == 503, f"with all places taken a request gets {reply.status}")
            reply = await exchange(target.port, LIVE)
            hold(reply.status == 200, f"with all places taken a health check gets {reply.status}")
    return f"{crowd} and {crowd + 330} connections; 429 and 503, health checks 200"


async def _from(address: str, port: int, sent: bytes) -> Reply:
    reader, writer = await asyncio.open_connection(HOST, port, local_addr=(address, 0))
    writer.write(sent)
    try:
        return await read(reader, 10)
    finally:
        writer.close()
