"""Writes that a worker was told of are gone, with a primary that its replica had not followed to the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.errors import Unavailable
from shared.store import attachments, document_pages, documents, jobs, ledger, uploads
from shared.store.attachments import Attached
from shared.store.documents import Upload
from tests.shared.steps import SPACE, TTL, RecordingStore, ask, begin, children, job, mail, page, read, upload


@contextmanager
def lost(store: RecordingStore) -> Iterator[None]:
    """What the block writes is gone at its end: the store is as it was before."""
    before = {key: (store.client.dump(key), max(0, store.client.pttl(key))) for key in store.client.scan_iter()}
    yield
    for key in store.client.scan_iter():
        store.client.delete(key)
    for key, (dumped, left) in before.items():
        store.client.restore(key, left, dumped)


def finish(store: RecordingStore, one: Upload, pages: int) -> bool:
    return store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[], pages=pages))


def test_a_document_is_opened_again_when_the_outcome_of_a_page_is_lost(store: RecordingStore) -> None:
    one = upload(store)
    opened = f"open:{one.document_id}"
    assert begin(store, opened, "w") == 1
    with lost(store):
        store.run(documents.opened(one.document_id, 2, [], {}))
        store.run(document_pages.finish(one.document_id, page(1)))
    store.run(document_pages.finish(one.document_id, page(2)))
    store.run(documents.opened(one.document_id, 2, [], {}))
    assert store.published_by(ledger.complete(opened, resume=True)) == [opened]
    assert begin(store, opened, "w") == 2, "attempts count, so that they end"
    assert store.published_by(document_pages.finish(one.document_id, page(1))) == [f"finish:{one.document_id}"]
    store.run(ledger.complete(opened, resume=True))
    assert store.client.keys("di:work:open:*") == []
    assert finish(store, one, 2)


def test_a_document_is_opened_again_when_an_outcome_is_lost_that_none_of_its_slices_still_has(
    store: RecordingStore,
) -> None:
    one = upload(store)
    opened, first, second = (
        f"{task}:{one.document_id}{pages}" for task, pages in (("open", ""), ("read", ":1-1"), ("read", ":2-2"))
    )
    assert begin(store, opened, "w") == 1
    store.run(documents.opened(one.document_id, 2, [(1, 1), (2, 2)], {}))
    store.run(ledger.complete(opened, resume=True))
    assert [begin(store, task, "w") for task in (first, second)] == [1, 1]
    with lost(store):
        store.run(document_pages.finish(one.document_id, page(1)))
    store.run(ledger.complete(first, resume=True))
    store.run(document_pages.finish(one.document_id, page(2)))
    assert store.published_by(ledger.complete(second, resume=True)) == [opened]
    assert begin(store, opened, "w") == 2
    assert store.published_by(documents.opened(one.document_id, 2, [(1, 1)], {})) == [first]


def test_a_document_is_not_finished_without_a_page_whose_outcome_is_lost(store: RecordingStore) -> None:
    one = upload(store)
    store.run(documents.opened(one.document_id, 2, [], {}))
    store.run(document_pages.finish(one.document_id, page(1)))
    with lost(store):
        store.run(document_pages.finish(one.document_id, page(2)))
        finishing = f"finish:{one.document_id}"
        assert begin(store, finishing, "w") == 1
    assert not finish(store, one, 2)
    store.run(ledger.complete(finishing, resume=True))
    assert job(store, one.job_id).status == "queued"
    assert store.published_by(document_pages.finish(one.document_id, page(2))) == [finishing]
    assert finish(store, one, 2)


def test_a_document_whose_end_is_lost_ends_again(store: RecordingStore) -> None:
    one = upload(store)
    read(store, one)
    finishing = f"finish:{one.document_id}"
    assert begin(store, finishing, "w") == 1
    with lost(store):
        assert finish(store, one, 2)
    assert store.published_by(ledger.complete(finishing, resume=True)) == [f"open:{one.document_id}"]
    assert begin(store, f"open:{one.document_id}", "w") > 0
    assert store.published_by(documents.opened(one.document_id, 2, [], {})) == [finishing]


def test_a_question_whose_answer_is_lost_is_answered_again(store: RecordingStore) -> None:
    one = upload(store)
    read(store, one)
    assert finish(store, one, 2)
    store.run(ask("q"))
    assert begin(store, "ask:q", "w") == 1
    with lost(store):
        assert store.run(jobs.succeed("q"))
    assert store.published_by(ledger.complete("ask:q", resume=True)) == ["ask:q"]
    assert begin(store, "ask:q", "w") == 2


def test_a_task_that_ends_beside_others_of_its_job_begins_nothing_anew(store: RecordingStore) -> None:
    one = upload(store)
    opened = f"open:{one.document_id}"
    assert begin(store, opened, "w") == 1
    store.run(documents.opened(one.document_id, 1, [(1, 1)], {}))
    assert store.published_by(ledger.complete(opened, resume=True)) == []


def test_an_image_that_is_rendered_begins_no_job_anew(store: RecordingStore) -> None:
    one = upload(store)
    assert begin(store, f"open:{one.document_id}", "w") == 1
    store.client.hset("di:work:render", mapping={"job": one.job_id, "queue": "images", "detached": 1})
    assert store.published_by(ledger.complete("render", resume=True)) == []


def test_a_file_of_which_the_end_is_lost_is_not_published(store: RecordingStore) -> None:
    key = uploads.staging_key()
    store.run(uploads.write(key, 0, b"%PDF-", TTL))
    with lost(store):
        store.run(uploads.write(key, 5, b"1.7", TTL))
    one = Upload("d", "j", key, "a.pdf", "application/pdf", 8, "0" * 64)
    assert not store.run(documents.publish(SPACE, "s", [one], ttl=TTL, request_id="r"))
    assert store.run(documents.status(SPACE, "d")) is None


def test_an_attachment_that_was_staged_and_is_lost_has_its_mail_opened_again(store: RecordingStore) -> None:
    one = mail(store)
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    key = uploads.staging_key()
    with lost(store):
        store.run(uploads.write(key, 0, b"attached", TTL))
    with pytest.raises(Unavailable):
        store.run(attachments.publish(opening, [Attached(0, key, "a.txt", "text/plain", 8, "0" * 64)]))
    assert children(store, one.document_id) == []
