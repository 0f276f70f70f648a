"""Servers of others in front of the service and behind it, as Debian packages them."""

import shutil
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.servers)


def program(name: str) -> str:
    """The path of a program that these tests need."""
    found = shutil.which(name)
    assert found, f"{name} is missing: make test-servers installs it"
    return found
