"""Clients of Redis by its URL: of the server that it names, or of the one that is the primary, as Sentinels say."""

from typing import Any

import redis
import redis.asyncio
import redis.asyncio.retry
import redis.asyncio.sentinel
import redis.sentinel
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.redis_url import RedisUrl, parse

SENTINEL_TIMEOUT_SECONDS = 0.3
"""Time that a Sentinel has to respond, before the next one is asked."""


def client(url: str, **options: Any) -> redis.Redis:
    """A client that blocks; ``options`` are those of its connections. ``url`` is one that can be parsed."""
    found = parse(url)
    if found.sentinels is None:
        return redis.Redis.from_url(url, **options)
    manager = redis.sentinel.Sentinel(found.sentinels.addresses, sentinel_kwargs=sentinel_options(found))
    primary: redis.Redis = manager.master_for(found.sentinels.master, **_server_options(found), **options)
    return primary


def async_client(url: str, **options: Any) -> redis.asyncio.Redis:
    """A client for asyncio; otherwise as `client`."""
    found = parse(url)
    if found.sentinels is None:
        return redis.asyncio.Redis.from_url(url, **options)
    sentinels = {**sentinel_options(found), "retry": redis.asyncio.retry.Retry(NoBackoff(), 0)}
    manager = redis.asyncio.sentinel.Sentinel(found.sentinels.addresses, sentinel_kwargs=sentinels)
    primary: redis.asyncio.Redis = manager.master_for(found.sentinels.master, **_server_options(found), **options)
    return primary


def sentinel_options(url: RedisUrl) -> dict[str, Any]:
    """Options of connections to Sentinels that block: under TLS where those to Redis are."""
    login = url.sentinels.login if url.sentinels else {}
    timeouts = {"socket_timeout": SENTINEL_TIMEOUT_SECONDS, "socket_connect_timeout": SENTINEL_TIMEOUT_SECONDS}
    # One that does not respond is not asked again, but the next one.
    return {**login, **timeouts, **_tls_options(url), "retry": Retry(NoBackoff(), 0)}


def _server_options(url: RedisUrl) -> dict[str, Any]:
    return {"db": url.database, **url.login, **_tls_options(url)}


def _tls_options(url: RedisUrl) -> dict[str, Any]:
    return {} if url.tls is None else {"ssl": True, **url.tls}
