"""The whole service on one machine: which processes it is made of, in which order they start and end."""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from redis.exceptions import RedisError

from cli.local_service import valkey
from cli.local_service.processes import OwnProcesses
from cli.local_service.shares import Shares
from cli.local_service.state import State
from shared.errors import DocInsightError
from shared.net import free_port
from shared.redis_clients import async_client
from shared.settings import settings
from shared.store import presence
from shared.store.check import fault_of
from shared.store.driver import AsyncStore
from shared.supervisor import READY_POLL_INTERVAL_SECONDS, Service, StartFailed, Supervisor
from shared.tasks import Queue

STORE, GATEWAY, ANSWERS, READING, FLOWER = "store", "gateway", "answers", "reading", "flower"

READING_QUEUES = {Queue.DOCUMENTS, Queue.OCR}

WORKER_STOP_TIMEOUT_SECONDS = 20.0
"""A worker lets its tasks end and requeues what is left: see the setting ``shutdown_seconds``."""
STORE_STOP_TIMEOUT_SECONDS = 15.0
HEALTH_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run.

    ``lock`` is the descriptor that locks the state folder; ``redis_url`` is None where the embedded store is to be
    started.
    """

    state: State
    lock: int
    host: str
    port: int
    shares: Shares
    redis_url: str | None = None
    flower_port: int | None = None

    @property
    def url(self) -> str:
        """Where the service is reached from this machine."""
        anywhere = self.host in ("0.0.0.0", "::", "")  # noqa: S104
        host = "localhost" if anywhere or self.host == "127.0.0.1" else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def flower_url(self) -> str | None:
        """Where Flower is reached from this machine."""
        return f"http://127.0.0.1:{self.flower_port}" if self.flower_port else None


class Local:
    """The processes of one plan."""

    def __init__(self, plan: Plan, supervisor: Supervisor) -> None:
        self._plan = plan
        self._supervisor = supervisor
        self._processes = OwnProcesses()
        self._store_port = free_port()
        self._redis_url = plan.redis_url or valkey.url(plan.state, self._store_port)

    @property
    def names(self) -> list[str]:
        """The processes, in the order in which they become ready, roughly."""
        own = [] if self._plan.redis_url else [STORE]
        return [*own, GATEWAY, *([FLOWER] if self._plan.flower_port else []), ANSWERS, READING]

    async def start(self) -> None:
        """Start all, and return when the gateway calls the service healthy. Raises StartFailed."""
        if not self._plan.redis_url:
            await self._supervisor.start(self._store())
        before = await self._check_store()
        flower = [self._flower()] if self._plan.flower_port else []
        await self._supervisor.start(self._gateway(), *self._workers(before), *flower)
        await self._until_healthy()

    async def stop(self) -> None:
        """Stop all: what takes new work first, the store last."""
        await self._supervisor.stop(GATEWAY, FLOWER)
        await self._supervisor.stop(ANSWERS, READING)
        await self._supervisor.stop(STORE)

    def kill(self) -> None:
        """Kill all at once."""
        self._processes.kill()

    # ---- the processes

    def _store(self) -> Service:
        plan = self._plan
        command = valkey.command_of(plan.state, self._store_port, plan.shares.store_memory)
        return self._processes.service(
            STORE,
            command,
            self._store_answers,
            stop=((signal.SIGTERM, STORE_STOP_TIMEOUT_SECONDS),),
            quiet_start=True,
            # When `up` is killed, it still closes its files; until then nobody else may open them.
            death_signal=signal.SIGTERM,
            pass_fds=(plan.lock,),
            show=valkey.is_warning,
        )

    def _gateway(self) -> Service:
        environment = {"DOCINSIGHT_HOST": self._plan.host, "DOCINSIGHT_PORT": str(self._plan.port)}
        return self._python(GATEWAY, ["-m", "api"], lambda: _answers(f"{self._local}/health/live"), environment)

    def _workers(self, before: set[str]) -> list[Service]:
        shares = self._plan.shares
        cores = shares.processes * shares.threads
        answering = {Queue.QUESTIONS, Queue.IMAGES} | ({Queue.WEBHOOKS} if settings().webhook_secret else set())
        return [
            self._worker(ANSWERS, answering, 1, settings().threads or cores, before),
            self._worker(READING, READING_QUEUES, shares.processes, settings().threads or shares.threads, before),
        ]

    def _worker(self, name: str, queues: set[Queue], processes: int, threads: int, before: set[str]) -> Service:
        arguments = ["--name", name, "--queues", ",".join(sorted(queues)), "--processes", str(processes)]

        async def ready() -> bool:
            living = await self._living()
            return queues <= {queue for one in living if one.name not in before for queue in one.queues}

        environment = {"DOCINSIGHT_THREADS": str(threads)}
        if settings().metrics_port:
            # The gateway has the port itself.
            port = settings().metrics_port + (ANSWERS, READING).index(name) + 1
            environment["DOCINSIGHT_METRICS_PORT"] = str(port)
        command = ["-m", "worker", *arguments]
        stop = ((signal.SIGTERM, WORKER_STOP_TIMEOUT_SECONDS),)
        return self._python(name, command, ready, environment, stop=stop, show=_is_not_celerys_advice)

    def _flower(self) -> Service:
        environment = {"FLOWER_BASIC_AUTH": f"docinsight:{self._plan.state.password('flower')}"}
        command = ["-m", "cli.local_service.flower", str(self._plan.flower_port)]
        return self._python(FLOWER, command, lambda: _answers(f"{self._plan.flower_url}/healthcheck"), environment)

    def _python(
        self,
        name: str,
        arguments: list[str],
        is_ready: Callable[[], Awaitable[bool]],
        environment: dict[str, str],
        **options: Any,
    ) -> Service:
        common = {"DOCINSIGHT_REDIS_URL": self._redis_url, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, *arguments]
        return self._processes.service(name, command, is_ready, {**common, **environment}, **options)

    # ---- what is asked of them

    @property
    def _local(self) -> str:
        """The gateway by a number: a name may stand for an address that it does not listen on."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._plan.host, self._plan.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self._plan.port}"

    async def _check_store(self) -> set[str]:
        """The workers that the store still remembers from before. Raises StartFailed."""
        try:
            if (fault := await asyncio.to_thread(fault_of, self._redis_url)) is not None:
                raise StartFailed(STORE, f"cannot be used: {fault}", [])
            return {one.name for one in await self._living(patient=False)}
        except DocInsightError:
            raise StartFailed(STORE, "does not answer; check DOCINSIGHT_REDIS_URL", []) from None

    async def _store_answers(self) -> bool:
        client = async_client(self._redis_url)
        try:
            return bool(await client.ping())
        except (RedisError, OSError):
            return False
        finally:
            await client.aclose()

    async def _living(self, patient: bool = True) -> list[presence.Presence]:
        async with AsyncStore(self._redis_url).opened() as store:
            try:
                return await store.run(presence.living())
            except DocInsightError:
                if patient:
                    return []
                raise

    async def _until_healthy(self) -> None:
        end = time.monotonic() + HEALTH_TIMEOUT_SECONDS
        while not await _answers(f"{self._local}/health", status="ok"):
            if time.monotonic() > end:
                raise StartFailed(GATEWAY, "does not call the service healthy", [])
            await asyncio.sleep(READY_POLL_INTERVAL_SECONDS)


async def _answers(url: str, *, status: str | None = None) -> bool:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        try:
            response = await client.get(url)
            return response.is_success and (status is None or response.json().get("status") == status)
        except (httpx.HTTPError, ValueError):
            return False


def _is_not_celerys_advice(line: str) -> bool:
    """Celery prints advice on Ctrl-C, which does not apply here; everything else goes through the log."""
    return not line.startswith("worker: ")
