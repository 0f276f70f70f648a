"""The state folder: the store's data, the passwords made for it, and who runs there now."""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

LOCK_TIMEOUT_SECONDS = 5.0
"""For a folder that no healthy service uses."""


class InUse(Exception):
    """Another service runs on this folder."""


@dataclass(frozen=True, slots=True)
class Running:
    """The service that runs on a folder."""

    pid: int
    url: str
    flower: str | None


def default_folder() -> Path:
    """Where state is kept: as the environment says, else by the XDG rules."""
    if chosen := os.environ.get("DOCINSIGHT_STATE"):
        return Path(chosen)
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    return Path(home) / "doc-insight"


class State:
    """One state folder, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def store(self) -> Path:
        """Where the store keeps its data."""
        folder = self.folder / "store"
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    @property
    def passwords_file(self) -> Path:
        """Where the passwords are kept."""
        return self.folder / "passwords.json"

    def password(self, name: str) -> str:
        """A password of this folder, made when first asked for."""
        known: dict[str, str] = {}
        with contextlib.suppress(FileNotFoundError):
            known = json.loads(self.passwords_file.read_text())
        if name not in known:
            known[name] = secrets.token_urlsafe(24)
            self._write(self.passwords_file, known)
        return known[name]

    @contextlib.contextmanager
    def locked(self) -> Iterator[int]:
        """Hold the folder while the descriptor given is open, here or in a child. Raises InUse."""
        with (self.folder / "lock").open("w") as lock:
            end = time.monotonic() + LOCK_TIMEOUT_SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    # The store of one that was killed may still be closing its files.
                    if self.running() or time.monotonic() > end:
                        raise InUse from None
                    time.sleep(0.05)
            announced = self.folder / "running.json"
            announced.unlink(missing_ok=True)
            try:
                yield lock.fileno()
            finally:
                announced.unlink(missing_ok=True)

    def announce(self, url: str, flower: str | None) -> None:
        """Record that the service is healthy, and where it is reached."""
        self._write(self.folder / "running.json", asdict(Running(os.getpid(), url, flower)))

    def running(self) -> Running | None:
        """The healthy service on this folder, None if there is none."""
        try:
            running = Running(**json.loads((self.folder / "running.json").read_text()))
            os.kill(running.pid, 0)
        except (FileNotFoundError, ProcessLookupError):
            return None
        except PermissionError:
            pass
        return running

    def _write(self, path: Path, content: object) -> None:
        partial = path.with_suffix(".part")
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        partial.replace(path)
