"""The real processes of a service, each of which can be killed, paused and started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import redis
from pydantic import SecretStr

from cli.local_service import valkey
from shared.child_process import spawn, stop
from shared.net import free_port
from shared.queue import make_celery
from shared.settings import Settings
from shared.tasks import Priority, Queue

START_TIMEOUT_SECONDS = 180
MEMBERS = 3
"""Celery workers of a group: for reading, for questions and for images."""
ROOT = Path(__file__).parents[2]


@dataclass
class Stack:
    """A store with an append-only file, a gateway, and worker groups. ``folder`` takes data and logs."""

    folder: Path
    groups: int = 2
    processes: int = 1
    memory: int = 2 << 30
    settings: dict[str, str] = field(default_factory=dict)
    gateway_module: str = "api"
    worker_module: str = "worker"

    def __post_init__(self) -> None:
        self.store_port, self.gateway_port = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.gateway_port}"
        self.redis_url = f"redis://127.0.0.1:{self.store_port}/0"
        self.processes_by_name: dict[str, subprocess.Popen[bytes]] = {}
        # Any: its replies are typed as unions of all that any command may reply.
        self.redis: Any = redis.Redis.from_url(self.redis_url, socket_timeout=5, socket_connect_timeout=1)

    # ---- starting and ending

    @contextlib.contextmanager
    def running(self) -> Iterator["Stack"]:
        """All of it, once it is healthy; ended at the end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self.start_store()
            self.start_gateway()
            for number in range(self.groups):
                self.start_group(number)
            self.wait_healthy()
            yield self
        finally:
            for name in sorted(self.processes_by_name, reverse=True):  # Workers first, the store before the gateway.
                self.end(name)

    def start_store(self) -> None:
        """Start the store on its data."""
        command = valkey.command(self.folder / "store.conf", self.store_port, self.folder, self.memory)
        self._start("store", command)
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            with contextlib.suppress(redis.RedisError):
                self.redis.ping()
                return
            if time.monotonic() > end:
                raise TimeoutError("the store did not start")
            time.sleep(0.02)

    def start_gateway(self) -> None:
        """Start the gateway."""
        self._start("gateway", [sys.executable, "-m", self.gateway_module])

    def start_group(self, number: int) -> None:
        """Start a worker group."""
        arguments = ["--processes", str(self.processes), "--name", f"w{number}"]
        self._start(f"worker-{number}", [sys.executable, "-m", self.worker_module, *arguments])

    def _start(self, name: str, command: Sequence[str]) -> None:
        environment = {
            **os.environ,
            "DOCINSIGHT_REDIS_URL": self.redis_url,
            "DOCINSIGHT_PORT": str(self.gateway_port),
            "DOCINSIGHT_THREADS": "1",
            "CHAOS_FOLDER": str(self.folder),
            **{f"DOCINSIGHT_{key.upper()}": value for key, value in self.settings.items()},
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            # A run that is killed leaves nothing behind.
            self.processes_by_name[name] = spawn(command, environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)

    def end(self, name: str, how: signal.Signals = signal.SIGTERM) -> float:
        """End a process and wait for it. Seconds that it took."""
        began, process = time.monotonic(), self.processes_by_name[name]
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
        stop(process, ((how, 40.0),))
        return time.monotonic() - began

    def wait_healthy(self, groups: int | None = None) -> None:
        """Wait until the gateway reports the members of all groups."""
        end = time.monotonic() + START_TIMEOUT_SECONDS
        wanted = MEMBERS * (self.groups if groups is None else groups)
        while True:
            with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
                health = httpx.get(f"{self.base}/health", timeout=5).json()
                if health["status"] == "ok" and health["workers"] >= wanted:
                    return
            if time.monotonic() > end:
                raise TimeoutError(f"the service was not healthy within {START_TIMEOUT_SECONDS} s; see {self.folder}")
            time.sleep(0.1)

    def wait_started(self, number: int) -> None:
        """Wait until a group's current members are announced."""
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            members = self.members(number)
            if len(members) == MEMBERS and all(self.redis.exists(f"di:worker:{member.name}") for member in members):
                return
            if time.monotonic() > end:
                raise TimeoutError(f"worker group {number} did not start; see {self.folder}")
            time.sleep(0.05)

    @contextlib.contextmanager
    def reading_halted(self) -> Iterator[None]:
        """Suspend every process that reads, for moments: a worker that is silent for longer loses its leases."""
        members = [member for number in range(self.groups) for member in self.members(number)]
        mains = [psutil.Process(member.pid) for member in members if "reading" in member.name]
        halted = [process for main in mains for process in (main, *main.children(recursive=True))]
        for process in halted:
            process.suspend()
        try:
            yield
        finally:
            for process in halted:
                process.resume()

    # ---- looking

    def pid(self, name: str) -> int:
        """The process of that name."""
        return self.processes_by_name[name].pid

    def members(self, number: int) -> list["Member"]:
        """The Celery workers of a group."""
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in psutil.Process(self.pid(f"worker-{number}")).children():
                command = process.cmdline()
                if "--hostname" in command:
                    found.append(Member(process.pid, command[command.index("--hostname") + 1]))
        return found

    def running_tasks(self) -> dict[str, "Held"]:
        """The running tasks, and who executes them."""
        held = {}
        for task in self.redis.zrange("di:running", 0, -1):
            worker, process, attempts = self.redis.hmget(b"di:work:" + task, "worker", "process", "tries")
            if worker is not None:
                held[task.decode()] = Held(worker.decode(), int(process or 0), int(attempts or 0))
        return held

    def publish_again(self, task_id: str, name: str, queue: str) -> None:
        """Send the message of a task once more, whether it is still to be done or not."""
        app = make_celery(Settings(redis_url=SecretStr(self.redis_url)))
        app.send_task(name, args=[task_id], task_id=task_id, queue=queue, priority=Priority.HIGH.value)

    def waiting(self) -> int:
        """How many tasks wait."""
        return sum(self.redis.zcard(f"di:queued:{queue}") for queue in Queue)


@dataclass(frozen=True)
class Member:
    """A Celery worker: its main process, and the name under which it has leases."""

    pid: int
    name: str


@dataclass(frozen=True)
class Held:
    """The worker that has leased a task."""

    worker: str
    process: int
    attempts: int
