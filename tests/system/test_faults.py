"""The chaos run in short: whatever is killed, cut or poisoned, nothing accepted is lost, stuck or done twice."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.chaos import poison
from bench.chaos.__main__ import strike
from bench.chaos.clients import Clients
from bench.chaos.faults import FAULTS
from bench.chaos.stack import Stack

pytestmark = [pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Two worker groups, which do what poisonous pages tell them, and a gateway that forgets when it is told to."""
    modules = {"gateway_module": "bench.chaos.forgetful", "worker_module": "bench.chaos.poisoned"}
    folder: Path = tmp_path_factory.mktemp("chaos")
    with Stack(folder, 2, 1, settings={"page_memory": str(700 << 20)}, **modules).running() as stack:
        yield stack


@pytest.mark.parametrize(
    "name",
    ["child-in-mid-page", "child-in-mid-question", "connections-cut", "store-killed", "gateway", "worker-group"],
)
def test_nothing_is_lost_stuck_or_done_twice_by_a_fault(stack: Stack, name: str) -> None:
    fault, _ = FAULTS[name]
    row = strike(stack, name, fault, 1, clients=3, seed=1)
    assert row.findings.jobs > 0
    assert (row.findings.lost, row.findings.stuck, row.findings.doubled, row.findings.wrong) == ([], [], [], [])
    assert row.notes == []
    assert None not in row.recoveries


@pytest.mark.parametrize(("what", "kind"), [("page", "crash"), ("page", "memory"), ("document", "memory")])
def test_a_poisonous_page_is_given_up_and_the_rest_of_its_document_is_read(stack: Stack, what: str, kind: str) -> None:
    with Clients(stack.base, 1, seed=2) as load:
        assert poison.read(load, random.Random(7), what, kind) == []
    assert load.findings.good, load.findings
