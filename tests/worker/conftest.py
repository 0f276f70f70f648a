from collections.abc import Callable, Iterator

import pytest

from shared.settings import settings


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Change settings for one test."""

    def change(**values: int | str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"DOCINSIGHT_{name.upper()}", str(value))
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()
