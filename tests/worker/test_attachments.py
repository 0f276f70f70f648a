"""What is attached to a mail is published by a worker as far as it may be, and the rest is told."""

from collections.abc import Callable

import pytest

from shared.models.warnings import DocumentWarning
from shared.settings import settings
from shared.store import document_loading, documents
from shared.store.driver import Store
from tests.mails import mail
from tests.shared.steps import SPACE, RecordingStore, attach
from tests.shared.steps import mail as uploaded
from tests.worker.office import opened
from worker.formats.mail.content import MAIL
from worker.formats.mail.source import MailSource
from worker.tasks import attachments
from worker.tasks.attachments import publish_attachments

FILES = {
    "a.txt": b"a text",
    "b.zip": b"PK\3\4" + bytes(50),
    "c.mp3": b"ID3" + bytes(50),
    "d.zip": b"PK\3\4" + bytes(60),
}


@pytest.fixture
def store(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> RecordingStore:
    """The store that the worker uses, too."""
    store = RecordingStore(redis_url)
    monkeypatch.setattr(attachments, "store", lambda: store)
    return store


def publish(store: Store, document_id: str, files: dict[str, bytes]) -> list[DocumentWarning]:
    opening = store.run(documents.opening(document_id))
    assert opening is not None
    source = opened(mail("Text", files=files).as_bytes(), MAIL)
    assert isinstance(source, MailSource)
    return publish_attachments(opening, source)


def names(store: Store, document_id: str) -> list[str]:
    (found,) = store.run(document_loading.load(SPACE, [document_id]))
    return [one.filename for one in store.run(document_loading.load_summaries(SPACE, found.children))]


def test_what_is_not_read_is_counted_by_what_it_is(store: RecordingStore) -> None:
    one = uploaded(store)
    (warning,) = publish(store, one.document_id, {**FILES, "empty.txt": b"", "../../e.txt": b"a path"})
    assert (warning.code, warning.message) == (
        "unread-attachments",
        "4 attachment(s) were not read: an archive (.zip) (2), a sound (.mp3), an empty file.",
    )
    assert names(store, one.document_id) == ["a.txt", "e.txt"]


def test_a_worker_that_does_it_again_says_the_same_and_doubles_nothing(store: RecordingStore) -> None:
    one = uploaded(store, max_files=2)
    first = publish(store, one.document_id, {"a.txt": b"one", "b.txt": b"two"})
    assert publish(store, one.document_id, {"a.txt": b"one", "b.txt": b"two"}) == first
    assert [warning.message for warning in first] == [
        "1 attachment(s) were left out: more files than an upload may have. Upload them by themselves."
    ]
    assert names(store, one.document_id) == ["a.txt"]
    assert store.client.keys("di:staging:*") == []


def test_files_that_are_too_large_are_left_out(store: RecordingStore, limits: Callable[..., None]) -> None:
    limits(max_file_bytes=100)
    one = uploaded(store)
    (warning,) = publish(store, one.document_id, {"a.txt": b"x" * 101, "b.txt": b"x" * 100})
    assert "larger than a file may be" in warning.message
    assert names(store, one.document_id) == ["b.txt"]


def test_files_that_a_full_store_has_no_room_for_are_left_out(store: RecordingStore) -> None:
    store.client.config_set("maxmemory", int(store.client.info("memory")["used_memory"] / settings().store_fill_limit))
    try:
        one = uploaded(store)
        (warning,) = publish(store, one.document_id, {"a.txt": b"x" * 50_000})
    finally:
        store.client.config_set("maxmemory", 0)
    assert (warning.code, names(store, one.document_id)) == ("attachments-over-limit", [])
    assert "more than the store has room for" in warning.message


def test_what_is_attached_too_deep_is_left_out(store: RecordingStore) -> None:
    document_id = uploaded(store).document_id
    for _ in range(3):
        (document_id,) = attach(store, document_id, b"From: a@b.c", media_type=MAIL)
    (warning,) = publish(store, document_id, {"a.txt": b"deep", "b.txt": b"deep"})
    assert "too deep, mail in mail (2)" in warning.message
    assert names(store, document_id) == []
