"""The terminal: what people read goes to one console, what programs read to standard output alone."""

import re

from rich.console import Console
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_COLORS = {"store": "magenta", "gateway": "green", "answers": "cyan", "reading": "blue", "flower": "yellow"}
# As logs write levels: "[error    ]", "ERROR". Names such as "uvicorn.error" are none.
_LEVELS = (
    (re.compile(r"\[(error|critical)\b|\b(ERROR|CRITICAL)\b|^Traceback|^\w*(Error|Exception)\b"), "red"),
    (re.compile(r"\[warning\b|\bWARNING\b|^warning:"), "yellow"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Text of a document or a server without what a terminal would take as a command."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def log_line(name: str, line: str) -> Text:
    """A line of a process behind its name."""
    style = next((style for pattern, style in _LEVELS if pattern.search(line[:200])), "")
    return Text.assemble((f"{name:>8} │ ", _COLORS.get(name, "white")), (printable(line), style))
