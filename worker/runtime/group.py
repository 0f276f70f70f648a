"""The Celery workers that make up one worker, as child processes that end with it.

One that ends by itself once all were warm is started again: a store that is full, say, ends every Celery worker.
One that ends before is not: a model that is missing will not be there the next time.
"""

import contextlib
import logging
import os
import platform
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Literal

from shared.queue import make_celery, publisher
from shared.settings import settings
from shared.store import ledger, presence
from shared.store.driver import Store
from shared.tasks import Queue
from worker.runtime import files, orphans
from worker.runtime.capabilities import Capabilities

log = logging.getLogger(__name__)

START_AGAIN = 3
"""Seconds that a member's starts lie apart at least: what ended it may last."""
COLD_SECONDS = 5
"""Seconds to end for a member whose work could not be ended in its time."""


@dataclass(frozen=True, slots=True)
class Member:
    """One Celery worker: its queues, how many works it does at once, and the threads of each for inference."""

    role: str
    queues: Sequence[Queue]
    at_once: int
    threads: int
    pool: Literal["prefork", "threads"] = "prefork"
    """What does its works: processes, or threads of one process where a work only waits."""

    name: str = ""
    """Works are held under it. Each start has one of its own."""

    def started(self) -> "Member":
        """This member under a name that no worker before or beside it has had."""
        return replace(self, name=f"{self.role}-{secrets.token_hex(3)}@{platform.node()}")

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
            # glibc keeps an arena a thread otherwise, and memory creeps.
            "MALLOC_ARENA_MAX": "2",
        }

    def command(self) -> list[str]:
        """Its command line."""
        return [
            # Messages are JSON, so that running as root is no danger to warn of; containers do not.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
            *("-m", "celery", "--quiet", "-A", "worker.app:app", "worker"),
            *("--hostname", self.name, "--queues", ",".join(self.queues), "--concurrency", str(self.at_once)),
            *("--pool", self.pool, "--without-mingle", "--without-gossip", "--loglevel", settings().log_level),
        ]


class Running:
    """A member's process."""

    def __init__(self, member: Member) -> None:
        self.member = member.started()
        here = os.getpid()

        def prepare() -> None:
            orphans.lead_group()
            orphans.die_with(here)

        if self.member.alive_file:
            # Old until its first beat: the worker is not alive before all of its members are.
            self.member.alive_file.touch()
            os.utime(self.member.alive_file, (0, 0))
        self.since = time.monotonic()
        self.process = subprocess.Popen(self.member.command(), env=self.member.environment(), preexec_fn=prepare)

    @property
    def warm(self) -> bool:
        """Whether its models are."""
        return Capabilities.load(files.folder_of(self.member.name)) is not None

    @property
    def ended(self) -> bool:
        """Whether it ended by itself."""
        return self.process.poll() is not None

    def end(self, deadline: float) -> None:
        """Wait for its end, or bring it about when the time is over. Its own processes end with it (`orphans`)."""
        # Celery's cold stop leaves what is at hand. What does not heed that within moments, nothing will stop; threads
        # never do.
        for how in (signal.SIGQUIT, signal.SIGKILL) if self.member.pool == "prefork" else (signal.SIGKILL,):
            if self._waited(deadline):
                break
            self.process.send_signal(how)
            deadline += COLD_SECONDS
        self.process.wait()
        self._give_back()
        files.remove_folder(self.member.name)

    def _waited(self, deadline: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0, deadline - time.monotonic()))
        return self.ended

    def _give_back(self) -> None:
        try:
            url, send = settings().redis_url.get_secret_value(), publisher(make_celery(settings()))
            with Store(url, timeout=2, retries=0, publish=send).opened() as store:
                store.run(presence.leave(self.member.name))
                store.run(ledger.requeue_all(self.member.name))
        except Exception as error:  # whatever the broker's library raises
            log.warning("work at hand is left to the sweep: %s", type(error).__name__)


def run(members: Sequence[Member]) -> int:
    """Run the members until told to stop, or until one ends that never was warm: then all end. The exit status."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    files.remove_abandoned()
    running = [Running(member) for member in members]
    warm = failed = False
    while not stopping and not failed:
        time.sleep(0.1)
        warm = warm or all(one.warm for one in running)
        for index, one in enumerate(running):
            if one.ended and not warm:
                failed = True
            elif one.ended and time.monotonic() > one.since + START_AGAIN:
                one.end(time.monotonic())
                log.warning("%s ended with status %s and is started again", one.member.name, one.process.returncode)
                running[index] = Running(one.member)
    for one in running:
        if not one.ended:
            one.process.terminate()
    deadline = time.monotonic() + settings().shutdown_seconds
    for one in running:
        one.end(deadline)
    return int(failed)
