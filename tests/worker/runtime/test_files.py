"""The documents that a worker keeps on its disk: bounded, and gone with it."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.errors import NotFound
from shared.store import documents, uploads
from shared.store.documents import Upload
from shared.store.driver import Store
from worker.runtime import files
from worker.runtime.capabilities import Capabilities
from worker.runtime.files import FileCache


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def upload(store: Store) -> Callable[[str, bytes], str]:
    def publish(name: str, body: bytes) -> str:
        key = uploads.staging_key()
        store.run(uploads.write(key, 0, body, 100))
        one = Upload(name, f"j{name}", key, "a.pdf", "application/pdf", len(body), "0" * 64)
        store.run(documents.publish("public", "s", [one], ttl=100, request_id="r"))
        return name

    return publish


def test_a_document_is_fetched_once(store: Store, upload: Callable[[str, bytes], str]) -> None:
    cache = FileCache.of_worker("w", 1000, store)
    path = cache.fetch(upload("d", b"body"))
    assert path.read_bytes() == b"body"
    store.client.flushall()
    assert cache.fetch("d").read_bytes() == b"body"
    with pytest.raises(NotFound):
        cache.fetch("gone")


def test_the_least_used_documents_make_room_and_nothing_else_does(
    store: Store, upload: Callable[[str, bytes], str]
) -> None:
    lock = files.claim_folder("w")
    Capabilities(("en",)).save(files.folder_of("w"))
    cache = FileCache.of_worker("w", 10, store)
    for name in ("one", "two"):
        cache.fetch(upload(name, b"12345678"))
        long_ago = 10 if name == "one" else 20
        os.utime(cache.folder / name, (long_ago, long_ago))
    os.utime(files.folder_of("w") / "capabilities.json", (1, 1))
    cache.fetch(upload("three", b"12345678"))
    assert {path.name for path in cache.folder.iterdir()} == {"three"}
    assert Capabilities.load(files.folder_of("w")) is not None
    os.close(lock)


def test_copies_of_deleted_documents_are_removed(store: Store, upload: Callable[[str, bytes], str]) -> None:
    files.remove_deleted("w", store)
    cache = FileCache.of_worker("w", 1000, store)
    for name in ("kept", "deleted"):
        cache.fetch(upload(name, name.encode()))
    # Of a process that was killed while it fetched.
    (cache.folder / "deleted.123.part").write_bytes(b"del")
    store.run(documents.delete("public", "deleted"))
    files.remove_deleted("w", store)
    assert [path.name for path in cache.folder.iterdir()] == ["kept"]


def test_folders_of_dead_workers_are_removed_and_those_of_living_ones_kept() -> None:
    dead, living = files.claim_folder("dead"), files.claim_folder("living")
    (files.folder_of("dead") / "documents").mkdir()
    os.close(dead)
    files.remove_abandoned()
    assert not files.folder_of("dead").exists()
    assert files.folder_of("living").exists()
    os.close(living)
