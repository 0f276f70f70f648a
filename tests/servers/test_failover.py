"""A store that Sentinels watch: when its primary dies under load, nothing that was accepted is lost or done twice."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from bench.chaos.__main__ import inject
from bench.chaos.failover import FAULTS, ReplicatedStack
from shared.errors import Unavailable
from shared.store.check import fault_of
from shared.store.driver import AsyncStore
from shared.store.operation import Compute, Operation
from tests.processes import wait_until


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_when_the_primary_dies_and_its_replica_takes_over(tmp_path: Path, name: str) -> None:
    stack = ReplicatedStack(tmp_path, 1, 1)
    fault, _ = FAULTS[name]
    with stack.running():
        before = stack.primary()
        row = inject(stack, name, fault, 1, clients=1, seed=1)
        assert stack.primary() != before
        assert row.findings.jobs > 0
        assert (row.findings.lost, row.findings.stuck, row.findings.doubled, row.findings.wrong) == ([], [], [], [])
        assert row.notes == []
        assert None not in row.recoveries
        # One that nobody watches is no store, and said to be none at a start.
        assert fault_of(stack.redis_url) is None
        assert "name" in (fault_of(stack.redis_url.replace("master=docinsight", "master=another")) or "")


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[ReplicatedStack]:
    """The servers and the Sentinels alone."""
    stack = ReplicatedStack(folder, 0, 0)
    try:
        stack.start_store()
        yield stack
    finally:
        for name in sorted(stack.processes_by_name, reverse=True):
            stack.end(name)


def told_after(stack: ReplicatedStack, happens: Callable[[], object]) -> int:
    """What is told of a number that was read before something happens."""

    def read() -> Operation[int]:
        number = yield ("INCR", "di:number")
        yield Compute(happens)
        return int(number)

    async def run() -> int:
        async with AsyncStore(stack.redis_url).opened() as store:
            return await store.run(read())

    return asyncio.run(run())


def test_what_was_read_before_a_failover_is_not_told_after_it(tmp_path: Path) -> None:
    with servers(tmp_path) as stack:

        def fail_over() -> None:
            killed = stack.primary()
            stack.end(f"server-{killed}", signal.SIGKILL)
            stack.wait_for_another_primary(killed)

        with pytest.raises(Unavailable):
            told_after(stack, fail_over)
        assert told_after(stack, lambda: None) > 0


def test_what_was_read_of_a_server_that_became_a_replica_is_not_told(tmp_path: Path) -> None:
    with servers(tmp_path) as stack, pytest.raises(Unavailable):
        told_after(stack, lambda: follow(stack, stack.primary()))


def test_a_server_that_becomes_a_replica_while_it_is_waited_for_is_no_error_of_the_gateway(tmp_path: Path) -> None:
    class Patient(AsyncStore):
        REPLICA_TIMEOUT_MILLISECONDS = 20_000
        STEP_TIMEOUT_SECONDS = 60

    def number() -> Operation[int]:
        return int((yield ("INCR", "di:number")))

    async def run(stack: ReplicatedStack, primary: int) -> None:
        async with Patient(stack.redis_url).opened() as store, asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(follow_once_waited_for, stack, primary))
            with pytest.raises(Unavailable):
                await store.run(number())

    with servers(tmp_path) as stack:
        primary = stack.primary()
        stack.end(f"server-{1 - primary}")
        asyncio.run(run(stack, primary))


def follow_once_waited_for(stack: ReplicatedStack, number: int) -> None:
    with redis.Redis(port=stack.server_ports[number]) as server:
        wait_until(lambda: server.info("clients")["blocked_clients"])
    follow(stack, number)


def follow(stack: ReplicatedStack, number: int) -> None:
    """Have a server follow the other one."""
    with redis.Redis(port=stack.server_ports[number]) as server:
        server.replicaof("127.0.0.1", stack.server_ports[1 - number])
