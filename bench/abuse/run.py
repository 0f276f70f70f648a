"""Running scenarios, bounded in time."""

import asyncio
import time
from dataclasses import dataclass

from bench.abuse.scenario import Broken, Scenario
from bench.abuse.target import Target, started


@dataclass(frozen=True)
class Outcome:
    """What came of a scenario."""

    scenario: Scenario
    held: bool
    result: str
    seconds: float


def run(scenario: Scenario, *, short: bool) -> Outcome:
    """Run a scenario against a service that is started for it."""
    with started(scenario.settings, worker=scenario.worker, short=short) as target:
        return attack(scenario, target)


def attack(scenario: Scenario, target: Target) -> Outcome:
    """Run a scenario against a service, which must respond at the end as it did before."""
    begun = time.monotonic()
    try:
        result = asyncio.run(_attack(scenario, target))
        held = True
    except Broken as broken:
        result, held = str(broken), False
    except TimeoutError:
        result, held = f"not over after {scenario.timeout_seconds:g} s", False
    return Outcome(scenario, held, result, time.monotonic() - begun)


async def _attack(scenario: Scenario, target: Target) -> str:
    async with asyncio.timeout(scenario.timeout_seconds):
        try:
            result = await scenario.attack(target)
        except ExceptionGroup as group:
            # Of several attackers at once the first that broke through speaks for all.
            first: BaseException | None = group.subgroup(Broken)
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise (first or group) from None
        async with target.http() as http:
            alive = await http.get("/health/live")
        if alive.status_code != 200:
            raise Broken(f"{result}; afterwards /health/live responds with {alive.status_code}")
        return result
