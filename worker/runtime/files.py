"""Documents' bytes on the local disk, fetched once a worker and shared by its processes."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

from shared.errors import NotFound
from shared.store import documents
from shared.store.driver import Store
from worker.stages import stage

CHUNK_BYTES = 4 << 20
MAX_UNUSED_SECONDS = 600
"""A file that nobody opened for so long is removed."""
_DOCUMENTS = "documents"


class FileCache:
    """A bounded folder of files named by their documents' ids."""

    def __init__(self, folder: Path, max_bytes: int, store: Store) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._store = store
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def of_worker(cls, worker: str, max_bytes: int, store: Store) -> "FileCache":
        """The cache of the worker so named."""
        return cls(folder_of(worker) / _DOCUMENTS, max_bytes, store)

    def fetch(self, document_id: str) -> Path:
        """The document's bytes as a file. Raises NotFound when they are gone from the store."""
        path = self.folder / document_id
        if path.exists():
            # The time of last use, by which files are evicted.
            with contextlib.suppress(FileNotFoundError):
                os.utime(path)
                return path
        with stage("fetch"):
            return self._fetched(document_id, path)

    def _fetched(self, document_id: str, path: Path) -> Path:
        self.evict()
        partial = self.folder / f"{document_id}.{os.getpid()}.part"
        at = 0
        with partial.open("wb") as out:
            while chunk := self._store.run(documents.read_file(document_id, at, at + CHUNK_BYTES)):
                out.write(chunk)
                at += len(chunk)
        if at == 0:
            partial.unlink()
            raise NotFound("The document is gone.")
        try:
            partial.replace(path)
        except FileNotFoundError:
            # It was deleted meanwhile, and `remove_deleted` came by.
            raise NotFound("The document is gone.") from None
        return path

    def evict(self) -> None:
        """Remove what nobody opened for long, then the least recently used until the rest fits."""
        entries = []
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                entries.append((path.stat().st_mtime, path.stat().st_size, path))
        total = sum(size for _, size, _ in entries)
        for used, size, path in sorted(entries):
            if total <= self._max_bytes and time.time() - used < MAX_UNUSED_SECONDS:
                break
            path.unlink(missing_ok=True)
            total -= size


def folder_of(worker: str) -> Path:
    """Where the worker so named keeps its files."""
    return Path(tempfile.gettempdir()) / f"docinsight-{worker.replace('/', '-').replace('@', '-')}"


def remove_deleted(worker: str, store: Store) -> None:
    """Remove a worker's copies of documents that are no longer in the store. Raises Unavailable."""
    folder = folder_of(worker) / _DOCUMENTS
    if not folder.exists():
        return
    copies: dict[str, list[Path]] = {}
    for path in folder.iterdir():
        copies.setdefault(path.name.partition(".")[0], []).append(path)
    known = store.run(documents.known(list(copies)))
    for document_id in copies.keys() - known:
        for path in copies[document_id]:
            path.unlink(missing_ok=True)


_LOCK = "alive"


def claim_folder(worker: str) -> int:
    """Make a worker's folder, and hold it: it counts as abandoned once the descriptor returned is closed."""
    lock = folder_of(worker) / _LOCK
    while True:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:
                return descriptor
            # Another worker removed it as abandoned before it was held.
            os.close(descriptor)


def remove_abandoned() -> None:
    """Remove the folders of workers that ended without doing so: they hold documents."""
    for lock in Path(tempfile.gettempdir()).glob(f"docinsight-*/{_LOCK}"):
        with contextlib.suppress(OSError), lock.open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)


def remove_folder(worker: str) -> None:
    """Remove a worker's files, at its end."""
    shutil.rmtree(folder_of(worker), ignore_errors=True)
