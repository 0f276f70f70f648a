"""The store against a real server: the operations on documents and questions."""

import asyncio

import pytest
from redis.exceptions import ResponseError

from shared.errors import Corrupt, RateLimited, Unavailable
from shared.models.answer import Answers, Searched
from shared.models.document import Document, DocumentWarning, OcrUsed
from shared.store import (
    document_loading,
    document_pages,
    documents,
    images,
    jobs,
    ledger,
    presence,
    questions,
    sessions,
    uploads,
    waiting,
)
from shared.store.documents import Upload
from shared.store.driver import AsyncStore, Store
from shared.store.keys import Key
from shared.store.operation import Operation
from tests.shared.steps import SPACE, TTL, RecordingStore, ask, begin_page, job, page, read, upload

BOUNDS = images.Bounds(1000, 1000, 0.8)
WARNING = DocumentWarning(code="unreadable-pages", message="1 page(s) could not be read.", pages=[2])


def test_a_document_goes_from_upload_to_result(store: RecordingStore) -> None:
    one = upload(store)
    assert job(store, one.job_id).status == "queued"
    assert job(store, one.job_id).queue_position == 1
    assert store.run(documents.read_file(one.document_id, 0, 8)) == b"%PDF-1.7"
    read(store, one)
    running = job(store, one.job_id)
    assert (running.status, running.attempts) == ("running", 1)
    assert running.progress is not None
    assert running.progress.model_dump() == {"done": 2, "failed": 0, "total": 2, "unit": "pages"}
    assert store.published_by(jobs.succeed_document(one.job_id, index=b"index", warnings=[WARNING])) == []
    ended = job(store, one.job_id)
    assert ended.status == "succeeded"
    assert isinstance(ended.result, Document)
    assert (ended.result.characters, ended.result.warnings, ended.result.page_count) == (22, [WARNING], 2)
    assert ended.result.pages[0].mean_confidence == 0.5
    assert store.run(document_pages.load_one(one.document_id, 2)) == page(2)
    assert store.run(documents.index(one.document_id)) == b"index"


def test_an_ended_job_never_changes_again(store: RecordingStore) -> None:
    one = upload(store)
    assert store.published_by(jobs.fail(one.job_id, Corrupt().problem())) == []
    assert store.run(jobs.succeed_document(one.job_id, index=b"", warnings=[])) is False
    assert store.published_by(document_pages.finish(one.document_id, page(1))) == []
    ended = job(store, one.job_id)
    assert ended.status == "failed"
    assert ended.error is not None
    assert ended.error.type == "/problems/corrupt"


def test_a_page_is_written_once_whoever_delivers_it(store: RecordingStore) -> None:
    one = upload(store)
    store.run(documents.opened(one.document_id, 3, [(2, 3)], {}))
    store.run(document_pages.finish(one.document_id, page(1, "first words")))
    store.run(document_pages.finish(one.document_id, page(1, "other words")))
    kept = store.run(document_pages.load_one(one.document_id, 1))
    assert kept is not None
    assert kept.text == "first words"
    assert begin_page(store, one, 1) == 0
    assert [begin_page(store, one, 2) for _ in range(2)] == [1, 2]


def test_a_question_waits_for_the_documents_accepted_before_it(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    assert store.published_by(ask("q1")) == []
    assert store.published_by(jobs.fail(one.job_id, Corrupt().problem())) == []
    read(store, two)
    released = store.published_by(jobs.succeed_document(two.job_id, index=b"i", warnings=[]))
    assert released == ["ask:q1"]
    question = store.run(questions.load("q1"))
    assert question is not None
    assert question.document_ids == (one.document_id, two.document_id)
    assert store.published_by(ask("q2")) == ["ask:q2"]
    answers = Answers(
        question="Who?",
        answered=False,
        answers=[],
        searched=Searched(documents=1, pages=2, passages=1),
        model="m",
        seconds=0.1,
    )
    store.run(jobs.succeed("q1", result=answers))
    assert job(store, "q1").result == answers


def test_a_question_to_nothing_is_told_apart(store: RecordingStore) -> None:
    assert store.run(ask("q1", session="empty")) == "no-session"
    upload(store)
    assert store.run(ask("q2", document_ids=("unknown",))) == "no-document"


def test_a_document_named_twice_is_waited_for_once(store: RecordingStore) -> None:
    one = upload(store)
    assert store.published_by(ask("q1", document_ids=(one.document_id, one.document_id))) == []
    released = store.published_by(jobs.fail(one.job_id, Corrupt().problem()))
    assert released == ["ask:q1"]


def test_nothing_comes_back_of_a_deleted_document(store: RecordingStore) -> None:
    one = upload(store)
    store.run(documents.delete(SPACE, one.document_id))
    used = OcrUsed(engine="e", languages=["en"], device="cpu")
    assert store.run(documents.fix_engine(one.document_id, used)) == used
    store.run(document_pages.finish(one.document_id, page(1)))
    store.run(document_pages.leave(one.document_id, 1))
    assert [key for key in store.client.keys("*") if one.document_id.encode() in key] == []


def test_nothing_is_left_of_a_deleted_session(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    read(store, one)
    store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[]))
    store.run(ask("q"))
    store.run(images.request(one.document_id, 1, 100, "png", "r"))
    store.run(images.keep(one.document_id, images.field(1, 100, "png"), b"\x89PNG", BOUNDS))
    assert store.run(sessions.delete(SPACE, "s"))
    # How many jobs have ended is no part of a session, and messages are Celery's.
    assert store.client.keys("di:*") == [Key.ENDED_JOBS.of().encode()]
    assert store.run(document_loading.load(SPACE, [one.document_id, two.document_id])) == []


def test_no_more_jobs_are_published_than_may_be_under_way(store: RecordingStore) -> None:
    one = upload(store)
    keys = [uploads.staging_key() for _ in range(2)]
    for key in keys:
        store.run(uploads.write(key, 0, b"%PDF-1.7 ...", TTL))
    two = [Upload(f"d{n}", f"j{n}", key, "a.pdf", "application/pdf", 12, str(n) * 64) for n, key in enumerate(keys)]
    publish = {"ttl": TTL, "request_id": "r", "most": 2}
    with pytest.raises(RateLimited):
        store.run(documents.publish(SPACE, "s", two, **publish))
    assert store.run(document_loading.load(SPACE, ["d0", "d1"])) == []
    assert store.run(documents.publish(SPACE, "s", two[:1], **publish))
    with pytest.raises(RateLimited):
        store.run(ask("q", most=2))
    store.run(jobs.fail(one.job_id, Corrupt().problem()))
    assert store.run(ask("q", most=2)) == "accepted"


def test_a_deleted_document_leaves_its_session(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    assert store.run(documents.delete("other", one.document_id)) is False
    assert store.run(documents.delete(SPACE, one.document_id)) is True
    loaded = store.run(sessions.load(SPACE, "s", limit=100))
    assert loaded is not None
    assert (loaded.documents, loaded.document_count) == ([two.document_id], 1)
    assert not [key for key in store.client.keys("*") if one.document_id.encode() in key]


def test_every_key_has_a_time_to_live(store: RecordingStore) -> None:
    one = upload(store, password="secret")
    store.run(ask("q"))
    read(store, one)
    store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[]))
    store.run(ledger.begin("ask:q", "w"))
    store.run(images.keep(one.document_id, images.field(1, 100, "png"), b"\x89PNG", BOUNDS))
    store.run(presence.announce(presence.Presence("w", ("ocr",), 1, "0")))
    store.run(ledger.sweep())
    assert [key for key in store.client.keys("di:*") if store.client.ttl(key) < 0] == []


def test_a_password_is_gone_once_the_document_is_read(store: RecordingStore) -> None:
    one = upload(store, password="secret")
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    assert opening.password == "secret"
    store.run(jobs.fail(one.job_id, Corrupt().problem()))
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    assert opening.password is None


def test_a_used_session_lives_on(store: RecordingStore) -> None:
    one = upload(store)
    for key in store.client.keys("di:*"):
        store.client.expire(key, 100)
    store.run(sessions.renew(SPACE, "s", TTL))
    assert store.client.ttl(f"di:doc:{one.document_id}:file") > 900
    assert store.client.ttl(f"di:work:open:{one.document_id}") > 900


def test_jobs_of_a_session_come_newest_first_page_by_page(store: RecordingStore) -> None:
    made = [upload(store).job_id for _ in range(5)]
    first, cursor = store.run(jobs.of_session(SPACE, "s", limit=3))
    rest, end = store.run(jobs.of_session(SPACE, "s", limit=3, before=cursor))
    assert [one.id for one in first + rest] == made[::-1]
    assert end is None


def test_a_store_that_is_away_is_a_clear_error() -> None:
    with Store("redis://127.0.0.1:1/0", timeout=0.2, retries=0).opened() as away, pytest.raises(Unavailable):
        away.run(waiting.depths())


async def test_both_drivers_carry_out_the_same_operations(store: RecordingStore, redis_url: str) -> None:
    one = upload(store)
    async with AsyncStore(redis_url).opened() as gateway:
        (found,) = await gateway.run(jobs.load(SPACE, [one.job_id]))
        assert found == job(store, one.job_id)
        assert await gateway.run(waiting.depths()) == {
            "questions": 0,
            "documents": 1,
            "images": 0,
            "ocr": 0,
            "webhooks": 0,
        }


def test_the_same_content_is_read_once_by_one_version_of_the_extraction(
    store: RecordingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = upload(store, sha256="0" * 64)
    read(store, first)
    store.run(jobs.succeed_document(first.job_id, index=b"i", warnings=[]))

    def again(number: int) -> list[str]:
        key = uploads.staging_key()
        store.run(uploads.write(key, 0, b"%PDF-1.7 ...", TTL))
        same = Upload(f"d{number}", f"j{number}", key, "b.pdf", "application/pdf", 12, "0" * 64)
        return store.published_by(documents.publish(SPACE, "s", [same], ttl=TTL, request_id="r"))

    assert again(1) == []
    assert job(store, "j1").status == "succeeded"
    monkeypatch.setattr(documents, "EXTRACTION_VERSION", documents.EXTRACTION_VERSION + 1)
    assert again(2) == ["open:d2"]


def test_what_the_store_refuses_is_no_cause_of_itself(redis_url: str) -> None:
    def wrong() -> Operation[None]:
        yield ("HGET", "only a key")

    async def run() -> None:
        async with AsyncStore(redis_url).opened() as store:
            await store.run(wrong())

    with Store(redis_url).opened() as store, pytest.raises(ResponseError) as refused:
        store.run(wrong())
    with pytest.raises(ResponseError) as refused_too:
        asyncio.run(run())
    for error in (refused.value, refused_too.value):
        assert error.__cause__ is not error
        assert error.__context__ is not error
