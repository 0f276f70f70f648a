"""Rate and queue limits, with headers that say what is left (draft-ietf-httpapi-ratelimit-headers)."""

import math
from collections.abc import MutableMapping

from shared.errors import RateLimited
from shared.settings import Settings
from shared.store import limits
from shared.store.driver import AsyncStore


async def count_request(store: AsyncStore, settings: Settings, space: str, headers: MutableMapping[str, str]) -> None:
    """Count a request that creates jobs, and add to the response's headers what is left. Raises RateLimited."""
    await _count(store, space, headers, per_minute=settings.requests_per_minute, unfinished=settings.max_unfinished)


async def count_image(store: AsyncStore, settings: Settings, space: str, headers: MutableMapping[str, str]) -> None:
    """Count a request for an image that is to be rendered, as `count_request` does. It is no job."""
    await _count(store, space, headers, per_minute=settings.requests_per_minute, unfinished=0)


async def _count(
    store: AsyncStore, space: str, headers: MutableMapping[str, str], *, per_minute: int, unfinished: int
) -> None:
    if not per_minute and not unfinished:
        return
    left = await store.run(limits.take(space, per_minute=per_minute, most=unfinished))
    policies, states = [], []
    if per_minute:
        policies.append(f'"requests";q={per_minute};w=60')
        states.append(f'"requests";r={left.remaining};t={math.ceil(left.full_in)}')
    if unfinished:
        policies.append(f'"unfinished";q={unfinished}')
        states.append(f'"unfinished";r={max(0, unfinished - left.unfinished)}')
    headers["RateLimit-Policy"] = ", ".join(policies)
    headers["RateLimit"] = ", ".join(states)
    if left.over == "rate":
        raise RateLimited("Too many requests in a minute; wait.", retry_after=max(1, math.ceil(left.next_in)))
    if left.over == "queue":
        raise limits.too_many_jobs()
