"""The service under attack, in the short form of each scenario."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from bench.abuse.run import attack
from bench.abuse.scenario import Scenario
from bench.abuse.scenarios import SCENARIOS
from bench.abuse.target import Target, started

Targets = Callable[[Scenario], Target]


@pytest.fixture(scope="module")
def targets() -> Iterator[Targets]:
    """The service of a scenario: those with the same settings share one."""
    found: dict[tuple[object, ...], Target] = {}

    with contextlib.ExitStack() as stack:

        def target(scenario: Scenario) -> Target:
            key = (scenario.worker, *sorted(scenario.settings.items()))
            if key not in found:
                found[key] = stack.enter_context(started(scenario.settings, worker=scenario.worker, short=True))
            elif not scenario.worker:
                # Beside a worker, what it and Celery have written is to stay; each attack has sessions of its own.
                found[key].store.client.flushall()
            return found[key]

        yield target


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_service_holds_under(scenario: Scenario, targets: Targets) -> None:
    outcome = attack(scenario, targets(scenario))
    assert outcome.held, outcome.result
