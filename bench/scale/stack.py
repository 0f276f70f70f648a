"""A service whose workers are those of the benchmark, and what it uses."""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.chaos.stack import Stack
from bench.scale.bench_worker import PIN_VARIABLE, QUEUES_VARIABLE
from bench.scale.waiting import WAIT_VARIABLE

START_TIMEOUT_SECONDS = 900
"""Of fifty workers on two cores."""
SETTINGS = {
    "requests_per_minute": "0",
    "max_unfinished": "0",
    "reuse_content": "false",
    "max_uploads": "0",
    "log_level": "WARNING",
    # A process that is renewed would load its models during the measurement.
    "tasks_per_process": "1000000",
}


PROCESSES = 10
"""Of a group that waits, at most: what they share is in memory once."""


class BenchStack(Stack):
    """One Celery worker a group: what is announced is one worker for each."""

    def wait_healthy(self, groups: int | None = None) -> None:
        """Wait until the gateway reports all workers."""
        wanted = self.groups if groups is None else groups
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
                health = httpx.get(f"{self.base}/health", timeout=5).json()
                if health["redis"] == "ok" and health["workers"] >= wanted:
                    return
            if time.monotonic() > end:
                raise TimeoutError(f"the service was not healthy within {START_TIMEOUT_SECONDS} s; see {self.folder}")
            time.sleep(0.2)


@contextlib.contextmanager
def bench_stack(
    folder: Path, workers: int, *, wait: float | None = None, pinned: bool = False, queues: str = ""
) -> Iterator[BenchStack]:
    """A service with so many worker processes: a group each, or, where they wait instead of computing, in tens.

    ``wait``: seconds that their engines wait. ``queues``: those of all workers, where they take not all of them.
    """
    told = {
        WAIT_VARIABLE: None if wait is None else str(wait),
        PIN_VARIABLE: "1" if pinned else None,
        QUEUES_VARIABLE: queues or None,
    }
    processes = 1 if wait is None else max(1, min(workers, PROCESSES))
    with _environment(told):
        stack = BenchStack(
            folder,
            -(-workers // processes),
            processes,
            memory=4 << 30,
            settings=dict(SETTINGS),
            worker_module="bench.scale.bench_worker",
        )
        with stack.running():
            yield stack


@contextlib.contextmanager
def _environment(told: Mapping[str, str | None]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({name: value for name, value in told.items() if value is not None})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used: seconds of processor, commands of Redis (with those that scripts run), bytes."""

    seconds: float
    store: float
    gateway: float
    workers: float
    commands: float
    received: float
    sent: float
    memory: float

    def since(self, before: "Usage") -> "Usage":
        """What was used since then."""
        return Usage(*(getattr(self, name) - getattr(before, name) for name in self.__slots__))

    def less(self, idle: "Usage") -> "Usage":
        """Without what the service uses in the same time while it has nothing to do. Memory is as it is."""
        share = self.seconds / idle.seconds
        rest = {
            name: getattr(self, name) - share * getattr(idle, name)
            for name in self.__slots__
            if name not in ("seconds", "memory")
        }
        return Usage(seconds=self.seconds, memory=self.memory, **rest)

    def each(self, count: int) -> dict[str, float]:
        """Of one of so many."""
        return {name: getattr(self, name) / count for name in self.__slots__}


def used(stack: BenchStack) -> Usage:
    """What the service has used until now."""
    info: dict[str, Any] = stack.redis.info("everything")
    commands = sum(row["calls"] for name, row in info.items() if name.startswith("cmdstat_"))
    return Usage(
        seconds=time.perf_counter(),
        store=info["used_cpu_user"] + info["used_cpu_sys"],
        gateway=family_cpu(stack.pid("gateway")),
        workers=sum(family_cpu(stack.pid(f"worker-{number}")) for number in range(stack.groups)),
        commands=commands,
        received=info["total_net_input_bytes"],
        sent=info["total_net_output_bytes"],
        memory=info["used_memory"],
    )


def family_cpu(pid: int) -> float:
    """Seconds of processor of a process and all that it started."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def idle(stack: BenchStack, seconds: float = 10) -> Usage:
    """What the service uses while it has nothing to do."""
    before = used(stack)
    time.sleep(seconds)
    return used(stack).since(before)
