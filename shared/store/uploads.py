"""Bytes of an upload under way, apart from all documents until they are published together."""

import secrets

from shared.store.operation import Operation


def staging_key() -> str:
    """A place for the bytes of one file."""
    return f"di:staging:{secrets.token_hex(12)}"


def append(key: str, chunk: bytes, ttl: int) -> Operation[None]:
    """Add bytes. They are gone ``ttl`` seconds after the last addition unless published."""
    yield [("APPEND", key, chunk), ("EXPIRE", key, ttl)]


def discard(keys: list[str]) -> Operation[None]:
    """Forget what was staged."""
    if keys:
        yield ("UNLINK", *keys)


def fill() -> Operation[float]:
    """The share of the store's memory limit that is used; 0 where there is no limit."""
    info = yield ("INFO", "memory")
    limit = int(info.get("maxmemory", 0))
    return int(info["used_memory"]) / limit if limit else 0.0
