"""The Celery workers that make up one worker, as child processes that end with it.

One that dies once it was ready is restarted: a store that is full, say, ends every Celery worker. One that dies before
ends the whole group: a model that is missing will not be there the next time.
"""

import asyncio
import contextlib
import logging
import os
import platform
import secrets
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.child_process import Stop, spawn
from shared.settings import settings
from shared.store import ledger, presence
from shared.store.driver import Store
from shared.supervisor import Service, StartFailed, Supervisor
from shared.tasks import Queue
from worker.runtime import exposition, files, identity
from worker.runtime.capabilities import Capabilities
from worker.runtime.exposition import MemberState

log = logging.getLogger(__name__)

MAX_RESTART_DELAY_SECONDS = 3.0
"""What ended a Celery worker may last, but its tasks wait."""
COLD_SHUTDOWN_TIMEOUT_SECONDS = 5.0
EVENT_INTERVAL_SECONDS = 10
"""Between Celery's own events of a worker, which Flower alone reads: it shows one as gone after twice that."""
STORE_TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Member:
    """One Celery worker of the group. ``threads`` are those of each of its processes for inference."""

    role: str
    queues: Sequence[Queue]
    concurrency: int
    threads: int
    pool: Literal["prefork", "threads"] = "prefork"
    """What executes its tasks: processes, or threads of one process where a task only waits."""
    memory: int | None = None
    """Resident bytes above which a process is killed, None: as the settings say. One that has half of it between two
    tasks is renewed."""

    @property
    def alive_file(self) -> Path | None:
        """The file that this member updates, beside those of the others."""
        given = settings().alive_file
        return given and given.with_name(f"{given.name}-{'-'.join(self.queues)}")

    @property
    def stop(self) -> Stop:
        """A warm shutdown, which lets tasks end, then the cold one, which threads do not heed."""
        warm = (signal.SIGTERM, settings().shutdown_seconds)
        return (warm, (signal.SIGQUIT, COLD_SHUTDOWN_TIMEOUT_SECONDS)) if self.pool == "prefork" else (warm,)

    def environment(self, name: str) -> dict[str, str]:
        """The variables for its processes."""
        threads = str(self.threads)
        return {
            **os.environ,
            **identity.environment(name, self.queues),
            **({"DOCINSIGHT_ALIVE_FILE": str(self.alive_file)} if self.alive_file else {}),
            **({"DOCINSIGHT_WORKER_MEMORY": str(self.memory)} if self.memory else {}),
            "DOCINSIGHT_THREADS": threads,
            # Libraries that choose for themselves would take every core of the machine.
            "OMP_NUM_THREADS": threads,
            "OMP_THREAD_LIMIT": threads,
            "OPENBLAS_NUM_THREADS": threads,
            # glibc keeps an arena a thread otherwise, and memory grows.
            "MALLOC_ARENA_MAX": "2",
        }

    def command(self, name: str) -> list[str]:
        """Its command line."""
        return [
            # Messages are JSON, so that running as root is no danger to warn of; containers do not.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
            *("-m", "celery", "--quiet", "-A", "worker.app:app", "worker"),
            *("--hostname", name, "--queues", ",".join(self.queues), "--concurrency", str(self.concurrency)),
            *("--pool", self.pool, "--without-mingle", "--without-gossip", "--loglevel", settings().log_level),
            *("--heartbeat-interval", str(EVENT_INTERVAL_SECONDS)),
            *(("--max-memory-per-child", str(self.memory // 2 // 1024)) if self.memory else ()),
        ]


class _MemberProcess:
    """The process of a member. Each start has a name of its own, under which it holds leases and keeps files."""

    def __init__(self, member: Member, metrics_folder: Path | None) -> None:
        self._member = member
        self._metrics_folder = metrics_folder
        self._name = ""
        self._process: int | None = None
        self._starts = 0

    def state(self) -> MemberState:
        """What metrics say of it."""
        able = Capabilities.load(files.folder_of(self._name))
        return MemberState(self._member.role, self._process, able, self._starts)

    def service(self) -> Service:
        """What the supervisor keeps running."""
        return Service(
            self._member.role,
            self._spawn,
            self._is_warm,
            stop=self._member.stop,
            on_exit=self._clean_up,
            # Models may take any time to load.
            start_timeout=None,
            max_restart_delay=MAX_RESTART_DELAY_SECONDS,
            was_ready=self._has_capabilities,
        )

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._name = f"{self._member.role}-{secrets.token_hex(3)}@{platform.node()}"
        if self._member.alive_file:
            # Old until its first heartbeat: the worker is not alive before all of its members are.
            self._member.alive_file.touch()
            os.utime(self._member.alive_file, (0, 0))
        environment = self._member.environment(self._name)
        environment |= exposition.environment(self._metrics_folder, self._member.role)
        # Lines of the log go to standard error. What Celery and other libraries print beside them is no event.
        process = spawn(self._member.command(self._name), environment, stdout=subprocess.DEVNULL)
        self._process, self._starts = process.pid, self._starts + 1
        return process

    async def _is_warm(self) -> bool:
        return self._has_capabilities()

    def _has_capabilities(self) -> bool:
        return Capabilities.load(files.folder_of(self._name)) is not None

    def _clean_up(self) -> None:
        self._process = None
        try:
            url = settings().redis_url.get_secret_value()
            with Store(url, timeout=STORE_TIMEOUT_SECONDS, retries=0).opened() as store:
                store.run(presence.withdraw(self._name))
                store.run(ledger.requeue_all(self._name))
        except Exception as error:  # Whatever it is, the other members continue.
            log.warning("running tasks are left to the sweep: %s", type(error).__name__)
        files.remove_folder(self._name)


def run(members: Sequence[Member]) -> int:
    """Run the members until asked to stop by SIGTERM or SIGINT, or until one fails to start; the exit status."""
    files.remove_abandoned()
    if not settings().metrics_port:
        return _run_members([_MemberProcess(member, None) for member in members])
    # A folder of its own: there may be another worker on this machine.
    name = f"metrics-{secrets.token_hex(3)}"
    claim = files.claim_folder(name)
    processes = [_MemberProcess(member, files.folder_of(name)) for member in members]
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, claim)
        stack.callback(files.remove_folder, name)
        try:
            stack.enter_context(exposition.exposed(settings(), files.folder_of(name), processes))
        except OSError as error:
            log.error("the port of the metrics, %d, cannot be opened: %s", settings().metrics_port, error.strerror)
            return 1
        return _run_members(processes)


def _run_members(members: Sequence[_MemberProcess]) -> int:
    return asyncio.run(_run([member.service() for member in members]))


async def _run(services: Sequence[Service]) -> int:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    supervisor = Supervisor(_log, _log)
    starting = asyncio.create_task(supervisor.start(*services))
    stopping = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    try:
        if starting.done():
            starting.result()
            await stopping
        return 0
    except StartFailed as error:
        log.error("%s", error)
        return 1
    finally:
        starting.cancel()
        await supervisor.stop()


def _log(name: str, event: str) -> None:
    log.warning("%s %s", name, event)
