"""Bytes of an upload under way, apart from all documents until they are published together."""

import secrets

from shared.errors import Unavailable
from shared.store.keys import Key
from shared.store.operation import Operation


def staging_key() -> str:
    """A place for the bytes of one file."""
    return Key.STAGING.of(secrets.token_hex(12))


def write(key: str, at: int, chunk: bytes, ttl: int) -> Operation[None]:
    """Write bytes from offset ``at``, where the last write ended; they expire ``ttl`` seconds after the last write.

    Safe to be sent twice, unlike Redis' APPEND. Raises Unavailable when what was written before is gone.
    """
    length, *_ = yield [("STRLEN", key), ("SETRANGE", key, at, chunk), ("EXPIRE", key, ttl)]
    if length not in (at, at + len(chunk)):
        raise Unavailable("The upload was lost on the way; send it again.")


def discard(keys: list[str]) -> Operation[None]:
    """Forget what was staged."""
    if keys:
        yield ("UNLINK", *keys)


def fill(more: int = 0) -> Operation[float]:
    """The share of the store's memory limit that is used, or would be with ``more`` bytes; 0 without a limit."""
    info = yield ("INFO", "memory")
    limit = int(info.get("maxmemory", 0))
    return (int(info["used_memory"]) + more) / limit if limit else 0.0
