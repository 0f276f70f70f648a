"""Documents' bytes on the local disk, fetched once a worker and shared by its processes."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from shared.errors import NotFound
from shared.store import documents
from shared.store.driver import Store

CHUNK = 4 << 20
KEEP_SECONDS = 600
"""A file that nobody opened for so long is removed, so that what was deleted does not linger."""


class FileCache:
    """A bounded folder of files named by their documents' ids."""

    def __init__(self, folder: Path, most_bytes: int, store: Store) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._store = store
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def of_worker(cls, worker: str, most_bytes: int, store: Store) -> "FileCache":
        """The cache of the worker so named."""
        return cls(folder_of(worker), most_bytes, store)

    def fetch(self, document_id: str) -> Path:
        """The document's bytes as a file. Raises NotFound when they are gone from the store."""
        path = self.folder / document_id
        if path.exists():
            # The time of last use, by which files are evicted.
            with contextlib.suppress(FileNotFoundError):
                os.utime(path)
                return path
        self.evict()
        partial = self.folder / f"{document_id}.{os.getpid()}.part"
        at = 0
        with partial.open("wb") as out:
            while chunk := self._store.run(documents.read_file(document_id, at, at + CHUNK)):
                out.write(chunk)
                at += len(chunk)
        if at == 0:
            partial.unlink()
            raise NotFound("The document is gone.")
        partial.replace(path)
        return path

    def evict(self) -> None:
        """Remove what nobody opened for long, then the least used until the rest fits."""
        entries = []
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                entries.append((path.stat().st_mtime, path.stat().st_size, path))
        total = sum(size for _, size, _ in entries)
        for used, size, path in sorted(entries):
            if total <= self._most_bytes and time.time() - used < KEEP_SECONDS:
                break
            path.unlink(missing_ok=True)
            total -= size


def folder_of(worker: str) -> Path:
    """Where the worker so named keeps its files."""
    return Path(tempfile.gettempdir()) / f"docinsight-{worker.replace('/', '-').replace('@', '-')}"


def remove_folder(worker: str) -> None:
    """Remove a worker's files, at its end."""
    shutil.rmtree(folder_of(worker), ignore_errors=True)
