"""The whole service on one machine: which processes it is made of, in which order they start and end."""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import redis.asyncio
from redis.exceptions import RedisError

from cli.local_service import valkey
from cli.local_service.machine import Shares
from cli.local_service.state import State
from cli.local_service.supervisor import CHECK_EVERY, Service, StartFailed, Supervisor
from shared.errors import DocInsightError
from shared.net import free_port
from shared.settings import settings
from shared.store import presence
from shared.store.driver import AsyncStore
from shared.tasks import Queue

STORE, GATEWAY, ANSWERS, READING, FLOWER = "store", "gateway", "answers", "reading", "flower"

READING_QUEUES = {Queue.DOCUMENTS, Queue.OCR}
# Work at hand may end, and what is left is given back, before a worker is killed.
WORKER_GRACE = 20.0

Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run.

    ``lock`` is the descriptor that holds the state folder; ``redis_url`` is None where the embedded store is to be
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

    def __init__(self, plan: Plan, supervisor: Supervisor, ready: Ready) -> None:
        self._plan = plan
        self._supervisor = supervisor
        self._ready = ready
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
            await self._start(self._store())
        before = await self._check_store()
        services = [self._gateway(), *self._workers(before), *([self._flower()] if self._plan.flower_port else [])]
        try:
            async with asyncio.TaskGroup() as group:
                for service in services:
                    group.create_task(self._start(service))
        except* StartFailed as failed:
            raise failed.exceptions[0] from None
        await self._until_healthy(within=30)

    async def stop(self) -> None:
        """Stop all: what takes new work first, the store last."""
        await self._supervisor.stop(GATEWAY, FLOWER)
        await self._supervisor.stop(ANSWERS, READING)
        await self._supervisor.stop(STORE)

    async def _start(self, service: Service) -> None:
        await self._supervisor.start(service)
        self._ready(service.name)

    # ---- the processes

    def _store(self) -> Service:
        plan = self._plan
        command = valkey.configure(plan.state, self._store_port, plan.shares.store_memory)
        return Service(
            STORE,
            command,
            self._store_answers,
            grace=15,
            quiet_start=True,
            # When `up` is killed, it still closes its files; until then nobody else may open them.
            when_orphaned=signal.SIGTERM,
            inherits=(plan.lock,),
            worth_showing=valkey.is_warning,
        )

    def _gateway(self) -> Service:
        environment = {"DOCINSIGHT_HOST": self._plan.host, "DOCINSIGHT_PORT": str(self._plan.port)}
        return self._python(GATEWAY, ["-m", "api"], lambda: _answers(f"{self._local}/health/live"), environment)

    def _workers(self, before: set[str]) -> list[Service]:
        shares = self._plan.shares
        cores = shares.processes * shares.threads
        answering = {Queue.QUESTIONS} | ({Queue.WEBHOOKS} if settings().webhook_secret else set())
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
        command = ["-m", "worker", *arguments]
        return self._python(name, command, ready, environment, WORKER_GRACE, worth_showing=_not_of_celery)

    def _flower(self) -> Service:
        # The password travels in the environment, which other users of the machine cannot see.
        environment = {"FLOWER_BASIC_AUTH": f"docinsight:{self._plan.state.password('flower')}"}
        command = ["-m", "celery", "-A", "cli.local_service.flower", "--quiet", "flower", "--address=127.0.0.1"]
        command += [f"--port={self._plan.flower_port}", "--logging=error"]
        return self._python(FLOWER, command, lambda: _answers(f"{self._plan.flower_url}/healthcheck"), environment)

    def _python(
        self,
        name: str,
        arguments: list[str],
        ready: Callable[[], Awaitable[bool]],
        environment: dict[str, str],
        grace: float = 10,
        worth_showing: Callable[[str], bool] = bool,
    ) -> Service:
        common = {"DOCINSIGHT_REDIS_URL": self._redis_url, "PYTHONUNBUFFERED": "1"}
        return Service(
            name, [sys.executable, *arguments], ready, {**common, **environment}, grace, worth_showing=worth_showing
        )

    # ---- what is asked of them

    @property
    def _local(self) -> str:
        """The gateway by a number: a name may stand for an address that it does not listen on."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._plan.host, self._plan.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self._plan.port}"

    async def _check_store(self) -> set[str]:
        """The workers that the store still remembers from before. Raises StartFailed."""
        try:
            return {one.name for one in await self._living(patient=False)}
        except DocInsightError:
            raise StartFailed(STORE, "does not answer; look at DOCINSIGHT_REDIS_URL", []) from None

    async def _store_answers(self) -> bool:
        client = redis.asyncio.Redis.from_url(self._redis_url)
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

    async def _until_healthy(self, within: float) -> None:
        end = time.monotonic() + within
        while not await _answers(f"{self._local}/health", status="ok"):
            if time.monotonic() > end:
                raise StartFailed(GATEWAY, "does not call the service healthy", [])
            await asyncio.sleep(CHECK_EVERY)


async def _answers(url: str, *, status: str | None = None) -> bool:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        try:
            response = await client.get(url)
            return response.is_success and (status is None or response.json().get("status") == status)
        except (httpx.HTTPError, ValueError):
            return False


def _not_of_celery(line: str) -> bool:
    """Celery prints advice on Ctrl-C, which does not hold here; all else goes through the log."""
    return not line.startswith("worker: ")
