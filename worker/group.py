"""The Celery workers that make up one worker, as child processes that live and end together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from shared.settings import settings
from shared.tasks import Queue
from worker import files, orphans


@dataclass(frozen=True, slots=True)
class Member:
    """One Celery worker: its queues, its processes, and the threads of each for inference."""

    name: str
    queues: Sequence[Queue]
    processes: int
    threads: int

    @property
    def alive_file(self) -> Path | None:
        """The file that this member touches, beside those of the others."""
        given = settings().alive_file
        return given and given.with_name(f"{given.name}-{'-'.join(self.queues)}")

    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        threads = str(self.threads)
        return {
            **os.environ,
            **({"DOCINSIGHT_ALIVE_FILE": str(self.alive_file)} if self.alive_file else {}),
            "DOCINSIGHT_WORKER": self.name,
            "DOCINSIGHT_WORKER_QUEUES": ",".join(self.queues),
            "DOCINSIGHT_THREADS": threads,
            # Libraries that choose for themselves would take every core of the machine.
            "OMP_NUM_THREADS": threads,
            "OMP_THREAD_LIMIT": threads,
            "OPENBLAS_NUM_THREADS": threads,
            # Turns SIGTERM into the stop that lets work at hand end, and gives back what does not.
            "REMAP_SIGTERM": "SIGQUIT",
            # glibc keeps an arena a thread otherwise, and memory creeps.
            "MALLOC_ARENA_MAX": "2",
        }

    def command(self) -> list[str]:
        """Its command line."""
        return [
            # Messages are JSON, so that running as root is no danger to warn of; containers do not.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
            *("-m", "celery", "--quiet", "-A", "worker.app:app", "worker"),
            *("--hostname", self.name, "--queues", ",".join(self.queues), "--concurrency", str(self.processes)),
            *("--pool", "prefork", "--without-mingle", "--without-gossip", "--loglevel", settings().log_level),
        ]


def run(members: Sequence[Member]) -> int:
    """Run the members until told to stop, or until one ends: then all end. The exit status."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for member in members:
        if member.alive_file:
            # Old until its first beat: the worker is not alive before all of its members are.
            member.alive_file.touch()
            os.utime(member.alive_file, (0, 0))
    here = os.getpid()

    def prepare() -> None:
        orphans.lead_group()
        orphans.die_with(here)

    files.remove_abandoned()
    processes = [subprocess.Popen(member.command(), env=member.environment(), preexec_fn=prepare) for member in members]
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.1)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + settings().shutdown_seconds + 10
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, end - time.monotonic()))
        # Whatever is left of it, children of children too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for member in members:
        files.remove_folder(member.name)
    return 0 if stopping else 1
