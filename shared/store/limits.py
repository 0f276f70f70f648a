"""How much one API key, or all together where there are none, may ask for."""

from dataclasses import dataclass
from typing import Literal

from shared.errors import RateLimited
from shared.store.operation import Operation, Script

RETRY_AFTER_SECONDS = 5
"""For jobs to end."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left. ``over`` names the limit that stops the request; times in seconds."""

    over: Literal["rate", "queue"] | None
    remaining: int
    full_in: float
    next_in: float
    unfinished: int


def take(space: str, *, per_minute: int, most: int) -> Operation[Allowance]:
    """Count a request, unless it is over a limit. 0 means no limit."""
    arguments = {"space": space, "per_minute": per_minute, "most": most}
    verdict, remaining, full, following, unfinished = yield Script("take_request", arguments)
    over: Literal["rate", "queue"] | None = "rate" if verdict == 0 else "queue" if verdict < 0 else None
    return Allowance(over, int(remaining), full / 1000, following / 1000, int(unfinished))


def too_many_jobs() -> RateLimited:
    """The error of a request that would have more jobs under way than its space may."""
    return RateLimited("Too many jobs are under way; wait for some to end.", retry_after=RETRY_AFTER_SECONDS)
