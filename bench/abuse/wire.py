"""Requests byte by byte, as no well-behaved client would send them."""

import asyncio
import contextlib
from dataclasses import dataclass

from bench.abuse.target import HOST


@dataclass(frozen=True)
class Reply:
    """What came back. ``status`` is 0 where nothing did; ``closed``: the service closed the connection."""

    status: int
    data: bytes
    closed: bool


async def exchange(port: int, *chunks: bytes, timeout_seconds: float = 10) -> Reply:
    """Send chunks, and read until the service closes the connection or sends nothing for ``timeout_seconds``."""
    reader, writer = await asyncio.open_connection(HOST, port)
    reading = asyncio.create_task(read(reader, timeout_seconds))
    try:
        # A service that refuses a request may close before all of it is sent.
        with contextlib.suppress(ConnectionError):
            for chunk in chunks:
                if reading.done():
                    break
                writer.write(chunk)
                await writer.drain()
                await asyncio.sleep(0)
        return await reading
    finally:
        reading.cancel()
        writer.close()


async def read(reader: asyncio.StreamReader, timeout_seconds: float) -> Reply:
    """Read until the service closes the connection or sends nothing for so long."""
    data, closed = b"", False
    with contextlib.suppress(TimeoutError):
        while not closed:
            try:
                async with asyncio.timeout(timeout_seconds):
                    chunk = await reader.read(1 << 16)
            except ConnectionError:
                chunk = b""
            data += chunk
            closed = not chunk
    first = data.split(b" ", 2)
    status = int(first[1]) if len(first) > 1 and first[1].isdigit() else 0
    return Reply(status, data, closed)
