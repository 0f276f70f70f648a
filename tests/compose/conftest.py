"""Containers for the tests. Without a Docker engine they are skipped, unless one was promised."""

import os
import secrets
import time
from collections.abc import Iterator

import pytest

from bench.containers.stack import Stack, engine_answers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need an engine."""
    for item in items:
        if "engine" in getattr(item, "fixturenames", ()) and "tests/compose" in item.path.as_posix():
            item.add_marker(pytest.mark.compose)


@pytest.fixture(scope="session")
def engine() -> None:
    """A Docker engine that answers. CI that was promised one (DOCINSIGHT_REQUIRE_DOCKER=1) fails without."""
    if engine_answers():
        return
    if os.environ.get("DOCINSIGHT_REQUIRE_DOCKER", "") not in ("", "0"):
        pytest.fail("no Docker engine with the compose plugin answers, and DOCINSIGHT_REQUIRE_DOCKER is set")
    pytest.skip("no Docker engine with the compose plugin answers")


@pytest.fixture(scope="session")
def built(engine: None) -> Stack:
    """The images, built from this checkout. Seconds taken are shown with ``pytest -s``."""
    stack = Stack(
        project=f"docinsight-test-{secrets.token_hex(3)}",
        tag="test",
        settings={name: secrets.token_urlsafe(12) for name in ("FLOWER_PASSWORD", "REDIS_PASSWORD")},
    )
    began = time.monotonic()
    stack.compose("build", "--quiet")
    print(f"\nimages built in {time.monotonic() - began:.1f} s")
    return stack


@pytest.fixture(scope="session")
def stack(built: Stack) -> Iterator[Stack]:
    """The whole service, up and healthy; gone with all it kept at the end."""
    began = time.monotonic()
    try:
        built.up()
        print(f"\nhealthy after {time.monotonic() - began:.1f} s")
        yield built
    finally:
        if os.environ.get("DOCINSIGHT_SHOW_LOGS"):
            print(built.compose("logs", "--no-color"))
        built.compose("down", "--volumes", "--timeout", "5")
