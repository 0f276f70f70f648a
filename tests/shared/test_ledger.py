"""The ledger against a real server: leases, attempts, requeued and lost tasks."""

import secrets

import pytest

from shared.errors import Corrupt, StoreFull
from shared.store import document_pages, documents, jobs, ledger, sessions
from shared.tasks import Queue
from tests.shared.steps import SPACE, RecordingStore, begin, begin_page, job, page, upload


def test_a_task_is_leased_to_one_worker_and_requeued_by_it_alone(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert begin(store, name, "a") == 1
    assert begin(store, name, "b") == 0
    assert store.published_by(ledger.requeue(name, "b", refund_attempt=False)) == []
    assert store.published_by(ledger.requeue(name, "a", refund_attempt=False)) == [name]
    assert begin(store, name, "b") == 2
    store.run(ledger.complete(name))
    assert begin(store, name, "a") == 0


def test_a_process_that_begins_its_task_twice_has_attempted_it_once(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert [begin(store, name, "a", 7) for _ in range(2)] == [1, 1]
    assert begin(store, name, "a", 8) == 0


def test_a_task_that_was_begun_before_goes_ahead_when_it_is_requeued(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    store.run(ledger.begin(name, "a"))
    assert store.published_by(ledger.requeue(name, "a", refund_attempt=False)) == [name]
    assert store.sent[0].ahead


def test_a_worker_that_is_told_to_stop_costs_no_attempts(store: RecordingStore) -> None:
    one = upload(store)
    opened, read = f"open:{one.document_id}", f"read:{one.document_id}:3-4"
    for _ in range(5):
        assert begin(store, opened, "a") == 1
        assert begin_page(store, one, 2) == 1
        store.run(ledger.requeue(opened, "a", refund_attempt=True))
    store.run(documents.opened(one.document_id, 4, [(3, 4)], {}))
    for _ in range(5):
        assert begin(store, read, "a") == 1
        assert begin_page(store, one, 4, read) == 1
        store.run(ledger.requeue(read, "a", refund_attempt=True))


def test_a_page_is_not_to_blame_for_the_loss_of_its_worker(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    for loss in range(5):
        assert begin(store, name, "a") == 1
        assert begin_page(store, one, 1) == 1
        if loss % 2:
            assert store.published_by(ledger.requeue_all("a")) == [name]
        else:
            store.client.zadd("di:running", {name: 1})
            assert store.published_by(ledger.sweep()) == [name]
    assert store.published_by(ledger.requeue_all("a")) == []


def test_a_page_that_takes_its_worker_down_every_time_is_found_out(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    attempts = []
    for _ in range(15):
        store.run(ledger.begin(name, "a"))
        attempts.append(begin_page(store, one, 1))
        store.run(ledger.requeue_all("a"))
    assert attempts[0] == 1
    assert max(attempts) > 3


def test_a_page_that_held_its_process_beyond_its_time_is_not_read_again(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert begin(store, name, "a") == 1
    assert begin_page(store, one, 1, seconds=60) == 1
    store.run(ledger.requeue(name, "a", refund_attempt=False))
    assert begin(store, name, "a") == 2
    assert begin_page(store, one, 1, seconds=-1) == 2
    store.run(ledger.requeue(name, "a", refund_attempt=False))
    assert begin(store, name, "a") == 3
    assert begin_page(store, one, 1) == document_pages.TIMED_OUT


def test_few_slices_of_a_document_wait_and_the_others_follow(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    slices = [(number, number) for number in range(1, 11)]
    waiting = store.published_by(documents.opened(one.document_id, 10, slices, {}))
    assert waiting == [f"read:{one.document_id}:{n}-{n}" for n in range(1, documents.MAX_QUEUED_SLICES + 1)]
    # Those of a document that is opened now come between.
    waiting += store.published_by(documents.opened(two.document_id, 1, [(1, 1)], {}))
    done = []
    while waiting:
        taken = waiting.pop(0)
        assert begin(store, taken, "a") == 1
        waiting += store.published_by(
            documents.enqueue_slice(one.document_id if one.document_id in taken else two.document_id)
        )
        store.run(ledger.complete(taken))
        done.append(taken)
    assert len(done) == 11
    assert done.index(f"read:{two.document_id}:1-1") == documents.MAX_QUEUED_SLICES
    assert store.client.zcard("di:queued:ocr") == 0


def test_a_document_that_is_opened_again_keeps_its_slices(store: RecordingStore) -> None:
    one = upload(store)
    slices = [(number, number) for number in range(1, 11)]
    found = [name for _ in range(2) for name in store.published_by(documents.opened(one.document_id, 10, slices, {}))]
    while following := store.published_by(documents.enqueue_slice(one.document_id)):
        found += following
    assert sorted(found) == sorted(f"read:{one.document_id}:{number}-{number}" for number in range(1, 11))


def test_pages_that_end_their_workers_are_counted_and_others_are_not(store: RecordingStore) -> None:
    one = upload(store)
    pages = document_pages.MAX_WORKER_DEATHS + 10
    store.run(documents.opened(one.document_id, pages, [], {}))
    for number in range(1, pages + 1):
        assert begin_page(store, one, number) == 1
        store.run(document_pages.leave(one.document_id, number))
        assert begin_page(store, one, number) == 1
        store.run(document_pages.leave(one.document_id, number))
    assert [begin_page(store, one, 1) for _ in range(3)] == [1, 2, 3]
    for number in range(2, document_pages.MAX_WORKER_DEATHS + 2):
        store.run(document_pages.finish(one.document_id, page(number), Corrupt().problem(), died=True))
    assert begin_page(store, one, pages) == -1


def test_a_full_store_still_lets_tasks_be_requeued_and_removed(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    for each in (one, two):
        store.run(ledger.begin(f"open:{each.document_id}", "a"))
    begin_page(store, one, 1)
    store.client.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreFull):
            store.run(document_pages.finish(one.document_id, page(1)))
        store.run(document_pages.leave(one.document_id, 1))
        assert store.published_by(ledger.requeue(f"open:{one.document_id}", "a", refund_attempt=True)) != []
        store.run(ledger.complete(f"open:{two.document_id}"))
    finally:
        store.client.config_set("maxmemory", 0)
    assert begin(store, f"open:{one.document_id}", "b") == 1
    assert begin_page(store, one, 1) == 1
    assert begin(store, f"open:{two.document_id}", "b") == 0


def test_the_sweep_finds_the_task_of_a_silent_worker(store: RecordingStore, monkeypatch: pytest.MonkeyPatch) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    assert begin(store, name, "a") == 1
    assert store.published_by(ledger.sweep()) == []
    store.client.zadd("di:running", {name: 1})
    assert store.published_by(ledger.sweep()) == [name]
    assert begin(store, name, "b") == 1


def test_the_sweep_finds_a_task_whose_message_is_lost(store: RecordingStore) -> None:
    one = upload(store)
    name = f"open:{one.document_id}"
    age(store, name)
    assert store.published_by(ledger.sweep()) == []
    assert store.take(Queue.DOCUMENTS) == name
    assert store.published_by(ledger.sweep()) == [name]
    age(store, name)
    assert store.published_by(ledger.sweep()) == []


def test_a_message_that_was_taken_just_now_is_not_lost(store: RecordingStore) -> None:
    one = upload(store)
    assert store.take(Queue.DOCUMENTS) == f"open:{one.document_id}"
    assert store.published_by(ledger.sweep()) == []


def test_the_sweep_finds_every_lost_message_of_a_long_queue(store: RecordingStore) -> None:
    names = {f"open:{upload(store).document_id}" for _ in range(25)}
    done: set[str] = set()
    while done < names:
        taken = store.take(Queue.DOCUMENTS)
        if taken is None:
            # Nothing is left in the lists, and all that was sent is older than any worker takes to begin it.
            for name in names - done:
                age(store, name)
            assert store.published_by(ledger.sweep()) != []
        elif len(taken) % 2 or secrets.randbelow(2):
            assert begin(store, taken, "a") >= 1
            store.run(ledger.complete(taken))
            done.add(taken)
    assert done == names


def test_the_sweep_finds_a_lost_task_that_goes_ahead_however_long_the_others_wait(store: RecordingStore) -> None:
    one, two = upload(store), upload(store)
    name = f"open:{two.document_id}"
    assert begin(store, name, "a") == 1
    store.run(ledger.requeue(name, "a", refund_attempt=True))
    # The message of this one is not there, and one that waits for its first turn is older.
    assert store.take(Queue.DOCUMENTS) == name
    age(store, name, 2)
    age(store, f"open:{one.document_id}", 1)
    assert store.published_by(ledger.sweep()) == [name]


def age(store: RecordingStore, task_id: str, time: float = 1) -> None:
    """Have a task wait, and its message be sent, since long ago."""
    for key in ("queued", "ahead", "sent"):
        store.client.zadd(f"di:{key}:documents", {task_id: time}, xx=True)


def test_cancelling_ends_a_job_and_revokes_its_running_task(store: RecordingStore) -> None:
    one = upload(store)
    store.run(ledger.begin(f"open:{one.document_id}", "a"))
    assert store.run(jobs.cancel("other", one.job_id)) is False
    assert store.revoked == []
    assert store.run(jobs.cancel(SPACE, one.job_id)) is True
    assert store.run(jobs.cancel(SPACE, one.job_id)) is True
    assert store.revoked == [f"open:{one.document_id}"]
    assert job(store, one.job_id).status == "cancelled"
    assert begin(store, f"open:{one.document_id}", "a") == 0


def test_running_tasks_of_a_deleted_session_are_stopped_except_a_webhook(store: RecordingStore) -> None:
    told, read_ = upload(store, callback_url="http://receiver.example/"), upload(store)
    store.run(jobs.cancel(SPACE, told.job_id))
    for one in (f"notify:{told.job_id}:1", f"open:{read_.document_id}"):
        assert begin(store, one, "w") == 1
    store.run(sessions.delete(SPACE, "s"))
    assert store.revoked == [f"open:{read_.document_id}"]
