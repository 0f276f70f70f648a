"""The store against a real server: the way of documents, questions and works."""

import json
import secrets
from typing import Any

import pytest

from shared.errors import Corrupt, StoreFull, Unavailable
from shared.models.answer import Answers, Searched
from shared.models.document import Document, DocumentWarning, OcrUsed
from shared.models.job import Job
from shared.models.page import Page, Word, Words
from shared.store import documents, images, jobs, ledger, presence, questions, sessions, uploads
from shared.store.documents import Upload
from shared.store.driver import AsyncStore, Store

SPACE, TTL = "public", 1000
WARNING = DocumentWarning(code="unreadable-pages", message="1 page(s) could not be read.", pages=[2])


def page(number: int, text: str = "hello world") -> Page:
    box = (0.1, 0.1, 0.2, 0.12)
    words = Words([Word(0, 5, box, None, 0, "text"), Word(6, 11, box, 0.5, 0, "ocr")])
    return Page(number, 612, 792, "mixed", text, words)


def upload(store: Store, session: str = "s", body: bytes = b"%PDF-1.7 ...", **options: Any) -> Upload:
    key = uploads.staging_key()
    store.run(uploads.write(key, 0, body, TTL))
    ids = secrets.token_hex(4)
    one = Upload(f"d{ids}", f"j{ids}", key, "a.pdf", "application/pdf", len(body), secrets.token_hex(32), **options)
    works = store.run(documents.publish(SPACE, session, [one], ttl=TTL, request_id="r"))
    assert works is not None
    assert [w.id for w in works] == [f"open:{one.document_id}"]
    return one


def job(store: Store, job_id: str) -> Job:
    (found,) = store.run(jobs.load(SPACE, [job_id]))
    return found


def ask(store: Store, job_id: str, session: str = "s", document_ids: tuple[str, ...] = ()) -> Any:
    return store.run(
        questions.create(
            SPACE,
            session,
            job_id,
            "Who?",
            document_ids=document_ids,
            top_k=3,
            callback_url=None,
            ttl=TTL,
            request_id="r",
        )
    )


def begin_page(store: Store, one: Upload, number: int, work_id: str = "", seconds: float = 60) -> int:
    return store.run(documents.begin_page(one.document_id, number, work_id or f"open:{one.document_id}", seconds))


def read(store: Store, one: Upload, pages: int = 2) -> None:
    assert store.run(ledger.begin(f"open:{one.document_id}", "w")) == 1
    assert store.run(documents.opened(one.document_id, pages, [], {})) == []
    for number in range(1, pages + 1):
        sent = store.run(documents.finish_page(one.document_id, page(number)))
        assert [w.id for w in sent] == ([f"finish:{one.document_id}"] if number == pages else [])
        assert all(w.ahead for w in sent), "what was begun is ended before more is begun"
    store.run(ledger.complete(f"open:{one.document_id}"))


def test_a_document_goes_from_upload_to_result(store: Store) -> None:
    one = upload(store)
    assert job(store, one.job_id).status == "queued"
    assert job(store, one.job_id).queue_position == 1
    assert store.run(documents.read_file(one.document_id, 0, 8)) == b"%PDF-1.7"
    read(store, one)
    running = job(store, one.job_id)
    assert (running.status, running.attempts) == ("running", 1)
    assert running.progress is not None
    assert running.progress.model_dump() == {"done": 2, "failed": 0, "total": 2, "unit": "pages"}
    assert store.run(jobs.succeed_document(one.job_id, index=b"index", warnings=[WARNING])) == []
    ended = job(store, one.job_id)
    assert ended.status == "succeeded"
    assert isinstance(ended.result, Document)
    assert (ended.result.characters, ended.result.warnings, ended.result.page_count) == (22, [WARNING], 2)
    assert ended.result.pages[0].mean_confidence == 0.5
    assert store.run(documents.page(one.document_id, 2)) == page(2)
    assert store.run(documents.index(one.document_id)) == b"index"


def test_an_ended_job_never_changes_again(store: Store) -> None:
    one = upload(store)
    assert store.run(jobs.fail(one.job_id, Corrupt().problem())) == []
    assert store.run(jobs.succeed_document(one.job_id, index=b"", warnings=[])) is None
    assert store.run(documents.finish_page(one.document_id, page(1))) == []
    ended = job(store, one.job_id)
    assert ended.status == "failed"
    assert ended.error is not None
    assert ended.error.type == "/problems/corrupt"


def test_a_page_is_written_once_whoever_delivers_it(store: Store) -> None:
    one = upload(store)
    store.run(documents.opened(one.document_id, 3, [(2, 3)], {}))
    store.run(documents.finish_page(one.document_id, page(1, "first words")))
    store.run(documents.finish_page(one.document_id, page(1, "other words")))
    kept = store.run(documents.page(one.document_id, 1))
    assert kept is not None
    assert kept.text == "first words"
    assert begin_page(store, one, 1) == 0
    assert [begin_page(store, one, 2) for _ in range(2)] == [1, 2]


def test_a_question_waits_for_the_documents_accepted_before_it(store: Store) -> None:
    one, two = upload(store), upload(store)
    assert ask(store, "q1") == []
    assert store.run(jobs.fail(one.job_id, Corrupt().problem())) == []
    read(store, two)
    released = store.run(jobs.succeed_document(two.job_id, index=b"i", warnings=[]))
    assert released is not None
    assert [w.id for w in released] == ["ask:q1"]
    question = store.run(questions.load("q1"))
    assert question is not None
    assert question.document_ids == (one.document_id, two.document_id)
    assert [w.id for w in ask(store, "q2")] == ["ask:q2"]
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


def test_a_question_to_nothing_is_told_apart(store: Store) -> None:
    assert ask(store, "q1", session="empty") == "no-session"
    upload(store)
    assert ask(store, "q2", document_ids=("unknown",)) == "no-document"


def test_a_work_is_held_by_one_worker_and_given_back_by_it_alone(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert store.run(ledger.begin(name, "a")) == 1
    assert store.run(ledger.begin(name, "b")) == 0
    assert store.run(ledger.requeue(name, "b", refund_attempt=False)) == []
    assert [w.id for w in store.run(ledger.requeue(name, "a", refund_attempt=False))] == [name]
    assert store.run(ledger.begin(name, "b")) == 2
    store.run(ledger.complete(name))
    assert store.run(ledger.begin(name, "a")) == 0


def test_a_process_that_asks_twice_for_its_work_has_tried_once(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert [store.run(ledger.begin(name, "a", 7)) for _ in range(2)] == [1, 1]
    assert store.run(ledger.begin(name, "a", 8)) == 0


def test_a_work_that_had_its_turn_goes_first_when_it_comes_again(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    store.run(ledger.begin(name, "a"))
    (again,) = store.run(ledger.requeue(name, "a", refund_attempt=False))
    assert again.ahead


def test_a_worker_that_is_told_to_stop_costs_no_tries(store: Store) -> None:
    one = upload(store)
    opened, read = f"open:{one.document_id}", f"read:{one.document_id}:3-4"
    for _ in range(5):
        assert store.run(ledger.begin(opened, "a")) == 1
        assert begin_page(store, one, 2) == 1
        store.run(ledger.requeue(opened, "a", refund_attempt=True))
    store.run(documents.opened(one.document_id, 4, [(3, 4)], {}))
    for _ in range(5):
        assert store.run(ledger.begin(read, "a")) == 1
        assert begin_page(store, one, 4, read) == 1
        store.run(ledger.requeue(read, "a", refund_attempt=True))


def test_a_page_is_not_to_blame_for_the_loss_of_its_worker(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    for loss in range(5):
        assert store.run(ledger.begin(name, "a")) == 1
        assert begin_page(store, one, 1) == 1
        if loss % 2:
            assert [w.id for w in store.run(ledger.requeue_all("a"))] == [name]
        else:
            store.client.zadd("di:running", {name: 1})
            assert [w.id for w in store.run(ledger.sweep())] == [name]
    assert store.run(ledger.requeue_all("a")) == []


def test_a_page_that_takes_its_worker_down_every_time_is_found_out(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    tries = []
    for _ in range(15):
        store.run(ledger.begin(name, "a"))
        tries.append(begin_page(store, one, 1))
        store.run(ledger.requeue_all("a"))
    assert tries[0] == 1
    assert max(tries) > 3


def test_a_page_that_held_its_process_beyond_its_time_is_not_read_again(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert store.run(ledger.begin(name, "a")) == 1
    assert begin_page(store, one, 1, seconds=60) == 1
    store.run(ledger.requeue(name, "a", refund_attempt=False))
    assert store.run(ledger.begin(name, "a")) == 2
    assert begin_page(store, one, 1, seconds=-1) == 2
    store.run(ledger.requeue(name, "a", refund_attempt=False))
    assert store.run(ledger.begin(name, "a")) == 3
    assert begin_page(store, one, 1) == documents.TIMED_OUT


def test_few_slices_of_a_document_wait_and_the_others_follow(store: Store) -> None:
    one, two = upload(store), upload(store)
    slices = [(number, number) for number in range(1, 11)]
    waiting = store.run(documents.opened(one.document_id, 10, slices, {}))
    assert [w.id for w in waiting] == [
        f"read:{one.document_id}:{n}-{n}" for n in range(1, documents.MAX_QUEUED_SLICES + 1)
    ]
    # Those of a document that is opened now come between.
    waiting += store.run(documents.opened(two.document_id, 1, [(1, 1)], {}))
    done = []
    while waiting:
        taken = waiting.pop(0)
        assert store.run(ledger.begin(taken.id, "a")) == 1
        waiting += store.run(documents.enqueue_slice(taken.id.split(":")[1]))
        store.run(ledger.complete(taken.id))
        done.append(taken.id)
    assert len(done) == 11
    assert done.index(f"read:{two.document_id}:1-1") == documents.MAX_QUEUED_SLICES
    assert store.client.zcard("di:queued:ocr") == 0


def test_a_document_that_is_opened_again_keeps_its_slices(store: Store) -> None:
    one = upload(store)
    slices = [(number, number) for number in range(1, 11)]
    found = [w.id for _ in range(2) for w in store.run(documents.opened(one.document_id, 10, slices, {}))]
    while again := store.run(documents.enqueue_slice(one.document_id)):
        found += [w.id for w in again]
    assert sorted(found) == sorted(f"read:{one.document_id}:{number}-{number}" for number in range(1, 11))


def test_pages_that_end_their_workers_are_counted_and_others_are_not(store: Store) -> None:
    one = upload(store)
    pages = documents.MAX_WORKER_DEATHS + 10
    store.run(documents.opened(one.document_id, pages, [], {}))
    for number in range(1, pages + 1):
        assert begin_page(store, one, number) == 1
        store.run(documents.leave_page(one.document_id, number))
        assert begin_page(store, one, number) == 1
        store.run(documents.leave_page(one.document_id, number))
    assert [begin_page(store, one, 1) for _ in range(3)] == [1, 2, 3]
    for number in range(2, documents.MAX_WORKER_DEATHS + 2):
        store.run(documents.finish_page(one.document_id, page(number), Corrupt().problem(), died=True))
    assert begin_page(store, one, pages) == -1


def test_a_document_named_twice_is_waited_for_once(store: Store) -> None:
    one = upload(store)
    assert ask(store, "q1", document_ids=(one.document_id, one.document_id)) == []
    released = store.run(jobs.fail(one.job_id, Corrupt().problem()))
    assert released is not None
    assert [w.id for w in released] == ["ask:q1"]


def test_nothing_comes_back_of_a_deleted_document(store: Store) -> None:
    one = upload(store)
    store.run(documents.delete(SPACE, one.document_id))
    used = OcrUsed(engine="e", languages=["en"], device="cpu")
    assert store.run(documents.fix_engine(one.document_id, used)) == used
    store.run(documents.finish_page(one.document_id, page(1)))
    store.run(documents.leave_page(one.document_id, 1))
    assert [key for key in store.client.keys("*") if one.document_id.encode() in key] == []


def test_a_full_store_still_lets_works_be_given_back_and_struck(store: Store) -> None:
    one, two = upload(store), upload(store)
    for each in (one, two):
        store.run(ledger.begin(f"open:{each.document_id}", "a"))
    begin_page(store, one, 1)
    store.client.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreFull):
            store.run(documents.finish_page(one.document_id, page(1)))
        store.run(documents.leave_page(one.document_id, 1))
        assert store.run(ledger.requeue(f"open:{one.document_id}", "a", refund_attempt=True)) != []
        store.run(ledger.complete(f"open:{two.document_id}"))
    finally:
        store.client.config_set("maxmemory", 0)
    assert store.run(ledger.begin(f"open:{one.document_id}", "b")) == 1
    assert begin_page(store, one, 1) == 1
    assert store.run(ledger.begin(f"open:{two.document_id}", "b")) == 0


def test_the_sweep_finds_the_work_of_a_silent_worker(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert store.run(ledger.begin(name, "a")) == 1
    assert store.run(ledger.sweep()) == []
    store.client.zadd("di:running", {name: 1})
    assert [w.id for w in store.run(ledger.sweep())] == [name]
    assert store.run(ledger.begin(name, "b")) == 1


def test_the_sweep_finds_a_work_whose_message_is_lost(store: Store) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert store.run(ledger.sweep()) == []
    store.client.zadd("di:queued:documents", {name: 1})
    assert [w.id for w in store.run(ledger.sweep())] == [name]
    assert store.run(ledger.sweep()) == []


def test_the_sweep_finds_a_lost_work_that_goes_ahead_however_long_the_others_wait(store: Store) -> None:
    one, two = upload(store), upload(store)
    for each in (one, two):
        store.client.lpush("documents:1", json.dumps({"headers": {"id": f"open:{each.document_id}"}}))
    name = f"open:{two.document_id}"
    store.run(ledger.begin(name, "a"))
    store.run(ledger.requeue(name, "a", refund_attempt=True))
    # The message of this one is not there, and one that waits for its first turn is older.
    store.client.zadd("di:ahead:documents", {name: 2})
    store.client.zadd("di:queued:documents", {f"open:{one.document_id}": 1, name: 2})
    assert [w.id for w in store.run(ledger.sweep())] == [name]


def test_cancelling_ends_a_job_and_names_the_work_at_hand(store: Store) -> None:
    one = upload(store)
    store.run(ledger.begin(f"open:{one.document_id}", "a"))
    assert store.run(jobs.cancel("other", one.job_id)) == (False, [], [])
    assert store.run(jobs.cancel(SPACE, one.job_id)) == (True, [], [f"open:{one.document_id}"])
    assert store.run(jobs.cancel(SPACE, one.job_id)) == (True, [], [])
    assert job(store, one.job_id).status == "cancelled"
    assert store.run(ledger.begin(f"open:{one.document_id}", "a")) == 0


def test_nothing_is_left_of_a_deleted_session(store: Store) -> None:
    one, two = upload(store), upload(store)
    read(store, one)
    store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[]))
    ask(store, "q")
    store.run(images.request(one.document_id, images.field(1, 100, "png"), "r"))
    store.run(images.keep(one.document_id, images.field(1, 100, "png"), b"\x89PNG"))
    found, _, _ = store.run(sessions.delete(SPACE, "s"))
    assert found
    assert store.client.keys("*") == []
    assert store.run(documents.load(SPACE, [one.document_id, two.document_id])) == []


def test_a_deleted_document_leaves_its_session(store: Store) -> None:
    one, two = upload(store), upload(store)
    assert store.run(documents.delete("other", one.document_id))[0] is False
    assert store.run(documents.delete(SPACE, one.document_id))[0] is True
    loaded = store.run(sessions.load(SPACE, "s"))
    assert loaded is not None
    assert loaded[0] == [two.document_id]
    assert not [key for key in store.client.keys("*") if one.document_id.encode() in key]


def test_every_key_has_a_time_to_live(store: Store) -> None:
    one = upload(store, password="secret")
    ask(store, "q")
    read(store, one)
    store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[]))
    store.run(ledger.begin("ask:q", "w"))
    store.run(images.keep(one.document_id, images.field(1, 100, "png"), b"\x89PNG"))
    store.run(presence.announce(presence.Presence("w", ("ocr",), 1, "0")))
    store.run(ledger.sweep())
    assert [key for key in store.client.keys("*") if store.client.ttl(key) < 0] == []


def test_what_is_at_hand_of_a_deleted_session_is_stopped_except_a_webhook(store: Store) -> None:
    told, read_ = upload(store, callback_url="http://receiver.example/"), upload(store)
    store.run(jobs.cancel(SPACE, told.job_id))
    for one in (f"notify:{told.job_id}", f"open:{read_.document_id}"):
        assert store.run(ledger.begin(one, "w")) == 1
    _, works, running = store.run(sessions.delete(SPACE, "s"))
    assert (works, running) == ([], [f"open:{read_.document_id}"])


def test_a_password_is_gone_once_the_document_is_read(store: Store) -> None:
    one = upload(store, password="secret")
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    assert opening.password == "secret"
    store.run(jobs.fail(one.job_id, Corrupt().problem()))
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    assert opening.password is None


def test_a_used_session_lives_on(store: Store) -> None:
    one = upload(store)
    for key in store.client.keys("di:*"):
        store.client.expire(key, 100)
    store.run(sessions.renew(SPACE, "s", TTL))
    assert store.client.ttl(f"di:doc:{one.document_id}:file") > 900
    assert store.client.ttl(f"di:work:open:{one.document_id}") > 900


def test_jobs_of_a_session_come_newest_first_page_by_page(store: Store) -> None:
    made = [upload(store).job_id for _ in range(5)]
    first, cursor = store.run(jobs.of_session(SPACE, "s", limit=3))
    rest, end = store.run(jobs.of_session(SPACE, "s", limit=3, before=cursor))
    assert [one.id for one in first + rest] == made[::-1]
    assert end is None


def test_a_store_that_is_away_is_a_clear_error() -> None:
    with Store("redis://127.0.0.1:1/0", timeout=0.2, retries=0).opened() as away, pytest.raises(Unavailable):
        away.run(presence.ping())


async def test_both_drivers_carry_out_the_same_operations(store: Store, redis_url: str) -> None:
    one = upload(store)
    async with AsyncStore(redis_url).opened() as gateway:
        (found,) = await gateway.run(jobs.load(SPACE, [one.job_id]))
        assert found == job(store, one.job_id)
        assert await gateway.run(presence.depths()) == {"questions": 0, "documents": 1, "ocr": 0, "webhooks": 0}
