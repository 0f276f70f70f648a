"""Calls over a raw socket, written to a page as they went over the wire."""

import json
import socket
import textwrap
from urllib.parse import urlsplit

SHOWN = {"location", "retry-after", "x-session-id", "x-request-id", "content-type", "preference-applied", "allow"} | {
    "content-disposition",
    "idempotency-replayed",
    "ratelimit",
    "www-authenticate",
    "etag",
}


class Conversation:
    """Calls over a raw socket, and the page that they are written to."""

    def __init__(self, base: str, key: str, introduction: str) -> None:
        parts = urlsplit(base)
        self._address = (parts.hostname or "", parts.port or 0)
        self._key = key
        self.parts: list[str] = [introduction]

    def say(self, text: str) -> None:
        """Text between the calls."""
        self.parts.append(textwrap.dedent(text).strip() + "\n")

    def call(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        shown: str | None = None,
        *,
        key: bool = True,
    ) -> tuple[int, dict[str, str], bytes]:
        """Make a call and write it to the page; ``shown`` stands for a body that is not text."""
        sent = {
            "Host": "localhost:8000",
            **({"Authorization": f"Bearer {self._key}"} if key else {}),
            **(headers or {}),
        }
        if body:
            sent["Content-Length"] = str(len(body))
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        with socket.create_connection(self._address, timeout=90) as connection:
            connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)
            reply = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        status, answered, content = _parsed(reply)
        self.parts.append(
            "```http\n"
            + head.replace("\r\n", "\n")
            + (f"\n{shown or body.decode()}\n" if body else "")
            + "```\n\n```http\n"
            + reply.partition(b"\r\n")[0].decode()
            + "\n"
            + "".join(f"{name}: {value}\n" for name, value in answered.items() if name in SHOWN)
            + _readable(answered.get("content-type", ""), content)
            + "```\n"
        )
        return status, answered, content


def _parsed(reply: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = reply.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        whole, rest = b"", body
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            whole, rest = whole + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        body = whole
    return int(first.split()[1]), headers, body


def _readable(content_type: str, body: bytes) -> str:
    """A body as the page shows it: JSON with its long lists cut, text as it is, bytes counted."""
    if not body:
        return ""
    if "json" in content_type:
        return "\n" + json.dumps(_cut(json.loads(body)), indent=1, ensure_ascii=False) + "\n"
    if content_type.startswith("text/") and "html" not in content_type:
        lines = [
            line if len(line) <= 160 else line[:160] + "…" for line in body.decode().replace("\r\n", "\n").split("\n")
        ]
        return "\n" + "\n".join(lines[:16]).replace("\f", "␌") + ("\n…" if len(lines) > 16 else "") + "\n"
    return f"\n({content_type}, {len(body)} bytes)\n"


def _cut(value: object) -> object:
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    if isinstance(value, list) and len(value) > 4 and not all(isinstance(one, float | str) for one in value):
        return [*map(_cut, value[:2]), "…"]
    if isinstance(value, list):
        return [_cut(one) for one in value]
    return value[:100] + "…" if isinstance(value, str) and len(value) > 110 else value
