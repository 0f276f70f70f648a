"""Rate and queue limits, with headers that say what is left (draft-ietf-httpapi-ratelimit-headers)."""

import math

from fastapi import Depends, Request

from api.dependencies import ServiceOf, Space
from shared.errors import RateLimited
from shared.store import limits


async def _limited(request: Request, service: ServiceOf, space: Space) -> None:
    """Count a request for work. Raises RateLimited."""
    per_minute, most = service.settings.requests_per_minute, service.settings.max_unfinished
    if not per_minute and not most:
        return
    left = await service.store.run(limits.take(space, per_minute=per_minute, most=most))
    policies, states = [], []
    if per_minute:
        policies.append(f'"requests";q={per_minute};w=60')
        states.append(f'"requests";r={left.remaining};t={math.ceil(left.full_in)}')
    if most:
        policies.append(f'"unfinished";q={most}')
        states.append(f'"unfinished";r={max(0, most - left.unfinished)}')
    request.state.headers["RateLimit-Policy"] = ", ".join(policies)
    request.state.headers["RateLimit"] = ", ".join(states)
    if left.over == "rate":
        raise RateLimited("Too many requests in a minute; wait.", retry_after=max(1, math.ceil(left.next_in)))
    if left.over == "queue":
        raise RateLimited("Too many jobs are under way; wait for some to end.", retry_after=5)


Limited = Depends(_limited)
