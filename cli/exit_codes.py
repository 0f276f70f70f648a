"""How a command ends: what its status means to a script, and one clear sentence to a person."""

from enum import IntEnum
from typing import NoReturn

import typer
from rich.text import Text

from cli.console import err, printable


class Exit(IntEnum):
    """Exit statuses. 2 is a wrong command line."""

    OK = 0
    FAILED = 1
    NO_ANSWER = 3
    NO_SERVICE = 4


def fail(sentence: str, status: Exit) -> NoReturn:
    """Say why, and end."""
    err.print(Text(printable(sentence), "red"), soft_wrap=True)
    raise typer.Exit(status)
