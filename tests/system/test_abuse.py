"""The service under attack, in the short form of each scenario."""

from collections.abc import Iterator

import pytest

from bench.abuse.run import attack, run
from bench.abuse.scenario import Scenario
from bench.abuse.scenarios import SCENARIOS
from bench.abuse.target import Target, started


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """A gateway with default settings, for all scenarios that need no others."""
    with started({}, worker=False, short=True) as one:
        yield one


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_service_holds_under(scenario: Scenario, target: Target) -> None:
    if scenario.worker or scenario.settings:
        outcome = run(scenario, short=True)
    else:
        target.store.client.flushall()
        outcome = attack(scenario, target)
    assert outcome.held, outcome.result
