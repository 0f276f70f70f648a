"""Logging of every process: structured, one line an event, with the ids of the request and the task."""

import logging
import sys
import traceback

import structlog
from structlog.typing import ExcInfo

from shared.settings import Settings

OWN_LOGGERS = ("api", "worker", "shared", "cli", "celery")
"""Whose lines of the level DEBUG are logged. Celery's name tasks, whose only argument is an id."""


def configure_logging(settings: Settings) -> None:
    """Send every logger's lines through one format, as people or as programs read it."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_traceback),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # What other libraries say for those who debug them may quote what they are given: text, headers, names of files.
    root.setLevel("INFO" if settings.log_level == "DEBUG" else settings.log_level)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(settings.log_level)


def _traceback(exc_info: ExcInfo) -> str:
    """Where an exception was raised, and of which types it and its causes are.

    Not what they say: a library's message may quote what it was given, text of a document or a part of a key.
    """
    error: BaseException | None = exc_info[1]
    parts: list[str] = []
    seen: set[int] = set()
    # A library may have made an error a cause of itself.
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = f"{type(error).__module__}.{type(error).__qualname__}\n".removeprefix("builtins.")
        parts.insert(
            0, f"Traceback (most recent call last):\n{''.join(traceback.format_tb(error.__traceback__))}{kind}"
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich led to\n\n".join(parts).rstrip()
