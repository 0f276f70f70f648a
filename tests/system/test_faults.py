"""The chaos run in short: whatever is killed, cut or poisoned, nothing accepted is lost, stuck or done twice."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.chaos import documents, poison
from bench.chaos.__main__ import inject
from bench.chaos.clients import Clients
from bench.chaos.faults import FAULTS
from bench.chaos.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Two worker groups, which crash on certain pages, and a gateway that crashes on request."""
    modules = {"gateway_module": "bench.chaos.crashing_gateway", "worker_module": "bench.chaos.poisoned_worker"}
    folder: Path = tmp_path_factory.mktemp("chaos")
    # Running tasks may take any time at a stop: a worker that is asked to stop ends when they are done.
    settings = {"page_memory": str(700 << 20), "page_seconds": "15", "shutdown_seconds": "600"}
    with Stack(folder, 2, 1, settings=settings, **modules).running() as stack:
        yield stack


@pytest.mark.parametrize(
    "name", ["child-in-mid-page", "connections-cut", "store-killed", "worker-group", "messages-lost"]
)
def test_nothing_is_lost_stuck_or_done_twice_by_a_fault(stack: Stack, name: str) -> None:
    fault, _ = FAULTS[name]
    row = inject(stack, name, fault, 1, clients=2, seed=1)
    assert row.findings.jobs > 0
    assert (row.findings.lost, row.findings.stuck, row.findings.doubled, row.findings.wrong) == ([], [], [], [])
    assert row.notes == []
    assert None not in row.recoveries


@pytest.mark.parametrize(("what", "kind"), [("page", "crash"), ("page", "memory"), ("page", "spin")])
def test_a_poisonous_page_is_given_up_and_the_rest_of_its_document_is_read(stack: Stack, what: str, kind: str) -> None:
    with Clients(stack.base, 1, seed=2) as load:
        assert poison.read(load, random.Random(7), what, kind) == []
    assert load.findings.good, load.findings


def test_cancelling_frees_the_workers_in_mid_page(stack: Stack, until: Callable[..., object]) -> None:
    made = documents.long_scan(random.Random(3), 40)
    load = Clients(stack.base, 0, seed=3)
    with load.http() as http:
        uploaded = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
        job = uploaded["jobs"][0]
        of_this = f"read:{job['document_id']}"
        until(lambda: any(task.startswith(of_this) for task in stack.running_tasks()))
        assert load.send(http, "POST", f"/jobs/{job['id']}/cancel")["status"] == "cancelled"
        assert not [task for task in stack.running_tasks() if task.startswith(of_this)]
        small = documents.make(random.Random(4), kind="png")
        uploaded = load.send(http, "POST", "/upload", files={"files": (small.filename, small.body)})
        ended = load.ended(http, uploaded["jobs"][0])
        assert ended is not None
        load.check_document(http, ended, small)
        assert load.send(http, "GET", f"/jobs/{job['id']}")["status"] == "cancelled"
    assert load.findings.good, load.findings


def test_a_small_scan_does_not_wait_for_a_long_one_that_came_before(stack: Stack, until: Callable[..., object]) -> None:
    rng = random.Random(6)
    load = Clients(stack.base, 0, seed=6)
    with load.http() as http:
        jobs = []
        for made in (documents.long_scan(rng, 40), small := documents.make(rng, kind="png")):
            uploaded = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
            jobs.append(uploaded["jobs"][0])
            until(lambda: load.send(http, "GET", f"/jobs/{jobs[-1]['id']}")["status"] != "queued")
        ended = load.ended(http, jobs[1])
        assert ended is not None
        load.check_document(http, ended, small)
        assert load.send(http, "POST", f"/jobs/{jobs[0]['id']}/cancel")["status"] == "cancelled"
    assert load.findings.good, load.findings


def test_a_worker_that_is_told_to_stop_ends_its_tasks_and_then_itself(
    stack: Stack, until: Callable[..., object]
) -> None:
    made = documents.long_scan(random.Random(8), 12)
    load = Clients(stack.base, 0, seed=8)
    with load.http() as http:
        uploaded = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
        names = [member.name for member in stack.members(0)]
        until(lambda: any(held.worker in names for held in stack.running_tasks().values()))
        stack.end("worker-0")
        assert stack.processes_by_name["worker-0"].returncode == 0
        assert not [held for held in stack.running_tasks().values() if held.worker in names]
        stack.start_group(0)
        ended = load.ended(http, uploaded["jobs"][0])
        assert ended is not None
        load.check_document(http, ended, made)
        assert ended["attempts"] == 1
    assert load.findings.good, load.findings


def test_a_message_that_comes_again_finds_nothing_to_do(stack: Stack, until: Callable[..., object]) -> None:
    load = Clients(stack.base, 0, seed=4)
    made = documents.make(random.Random(5), kind="pdf", pages=2)
    with load.http() as http:
        uploaded = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
        ended = load.ended(http, uploaded["jobs"][0])
        assert ended is not None
        # As Celery restores a killed worker's message long after its task was done by another.
        task = f"open:{ended['document_id']}"
        stack.publish_again(task, "docinsight.open_document", "documents")
        until(lambda: not stack.redis.llen("documents"))
        until(lambda: not any(task.encode() in message for message in stack.redis.hvals("unacked")))
        now = load.send(http, "GET", f"/jobs/{ended['id']}")
    assert {**now, "expires_at": None} == {**ended, "expires_at": None}
