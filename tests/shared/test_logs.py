"""How exceptions are logged."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.logs import configure_logging
from shared.settings import Settings


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as a process of the service logs it."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    configure_logging(Settings())
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    text = io.StringIO()
    handler.setStream(text)
    yield text
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_error_that_is_a_cause_of_itself_is_logged_once(log: io.StringIO) -> None:
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    structlog.get_logger("api.test").error("a request failed", exc_info=first)
    assert log.getvalue().endswith("KeyError\n\nwhich led to\n\nTraceback (most recent call last):\nValueError\n")
    assert log.getvalue().count("KeyError") == 1
