"""A client of HTTP that costs little."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Connection:
    """One kept-alive HTTP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, base: str) -> "Connection":
        """Connect."""
        parts = urlsplit(base)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20))

    async def call(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """Status and body of an answer that has a length."""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._writer.write(head.encode())
        self._writer.write(body)
        await self._writer.drain()
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        return int(answer[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Close it."""
        self._writer.close()


@contextlib.asynccontextmanager
async def connections(base: str, count: int) -> AsyncIterator[list[Connection]]:
    """Several connections."""
    made = [await Connection.to(base) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.close()


def multipart(body: bytes) -> tuple[bytes, str]:
    """An upload's body and headers."""
    mark = secrets.token_hex(8)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    return (
        head.encode() + body + f"\r\n--{mark}--\r\n".encode(),
        f"Content-Type: multipart/form-data; boundary={mark}\r\n",
    )
