"""A store that tells which messages it sends."""

from collections.abc import Iterator

import pytest

from tests.shared.steps import RecordingStore


@pytest.fixture
def store(redis_url: str) -> Iterator[RecordingStore]:
    """An empty store."""
    store = RecordingStore(redis_url)
    with store.opened():
        yield store
