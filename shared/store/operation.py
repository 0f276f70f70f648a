"""A store operation, apart from how it is carried out.

An operation is a generator: it yields commands and is sent their replies, so that one body serves the
gateway's asynchronous client and the workers' synchronous one.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from shared.store.names import lua_names

T = TypeVar("T")

Command = tuple[Any, ...]
"""One Redis command: its name and arguments."""


@dataclass(frozen=True, slots=True)
class Script:
    """One Lua script of `scripts/`, called with one JSON object and any raw values (bytes)."""

    name: str
    arguments: dict[str, Any]
    raw: Sequence[bytes] = ()

    def commands(self) -> tuple[Command, Command]:
        """The call by digest, and the call by source for a server that has not seen it."""
        source, digest = _source(self.name)
        rest = (0, json.dumps(self.arguments), *self.raw)
        return ("EVALSHA", digest, *rest), ("EVAL", source, *rest)


@dataclass(frozen=True, slots=True)
class Revoke:
    """Running tasks, by their ids, that the driver has stopped. The store has asked them to stop already."""

    task_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Compute:
    """A computation that would hold an event loop for long. It is sent what the function returns."""

    function: Callable[[], Any]


Step = Command | list[Command] | Script | Revoke | Compute
"""What an operation yields: a command, several in one round trip, a script, tasks to revoke, or a computation."""

Operation = Generator[Step, Any, T]


_PRELUDE = ("common", "turns", "ledger", "images", "documents", "jobs", "attachments")
_SCRIPTS = Path(__file__).parent / "scripts"


@lru_cache(None)
def _source(name: str) -> tuple[str, str]:
    parts = [*(f"prelude/{part}" for part in _PRELUDE), name]
    source = lua_names() + "".join((_SCRIPTS / f"{part}.lua").read_text() for part in parts)
    return source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
