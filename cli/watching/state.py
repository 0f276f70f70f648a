"""What was read of a folder, kept in a file beside what was written, so that nothing is read twice."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

STATE_NAME = ".docinsight-watch.json"
_FORMAT = 1
SHARE_OF_TIME = 0.1
"""Most of the time that may go into writing the state, which grows with the folder."""


class UnusableState(Exception):
    """The state cannot be read. Its text is one plain sentence."""


class InUse(Exception):
    """Another command watches for the same folder of outputs."""


@dataclass(frozen=True, slots=True)
class Record:
    """A file that was read: what it was like, what was wanted of it, and what was written.

    ``outputs`` are relative to the folder of outputs. ``error`` says why it could not be read.
    """

    size: int
    modified_ns: int
    sha256: str
    wanted: str
    outputs: list[str] = field(default_factory=list)
    error: str | None = None


class State:
    """Records by their files' paths, relative to the watched folder, with slashes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / STATE_NAME
        self._records = self._read()
        self._changed = False
        self._next_write = 0.0

    def __contains__(self, name: str) -> bool:
        return name in self._records

    def get(self, name: str) -> Record | None:
        """The record of a file."""
        return self._records.get(name)

    def items(self) -> list[tuple[str, Record]]:
        """All records with their names."""
        return list(self._records.items())

    def outputs(self) -> set[str]:
        """All that was written."""
        return {output for record in self._records.values() for output in record.outputs}

    def put(self, name: str, record: Record) -> None:
        """Keep a record."""
        self._records[name] = record
        self._changed = True
        self.write(soon=True)

    def forget(self, name: str) -> None:
        """Drop a record."""
        self._changed = self._records.pop(name, None) is not None or self._changed

    def write(self, *, soon: bool = False) -> None:
        """Write what has changed; not at once with ``soon``, where that would take too much of the time."""
        if not self._changed or (soon and time.monotonic() < self._next_write):
            return
        begun = time.monotonic()
        content = {"format": _FORMAT, "files": {name: asdict(record) for name, record in self._records.items()}}
        write_atomically(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode())
        self._changed = False
        ended = time.monotonic()
        self._next_write = ended + (ended - begun) / SHARE_OF_TIME

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder of outputs. Raises InUse while another command does."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another command may have written since.
            self._records = self._read()
            yield
            self.write()
        except BlockingIOError:
            raise InUse from None
        finally:
            os.close(folder)

    def _read(self) -> dict[str, Record]:
        try:
            content = json.loads(self._path.read_bytes())
            if content["format"] != _FORMAT:
                raise ValueError("another format")
            return {name: Record(**values) for name, values in content["files"].items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnusableState(f"{self._path} is not what this command has written; move it away") from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, also when the machine stops. Raises OSError."""
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
