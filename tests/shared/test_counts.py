"""What the store counts for metrics."""

from collections.abc import Iterator

import pytest

from shared.errors import Corrupt
from shared.store import counts, documents, jobs, ledger, sessions, webhooks
from shared.store.driver import Store
from shared.store.operation import Operation
from tests.shared.steps import SPACE, TTL, RecordingStore, ask, read, upload

CALLBACK = "http://receiver.example/"


@pytest.fixture
def store(redis_url: str) -> Iterator[RecordingStore]:
    with (store := RecordingStore(redis_url)).opened():
        yield store


def given_up(store: Store) -> int:
    return store.run(webhooks.given_up())


def abandon(store: RecordingStore) -> documents.Upload:
    """A document whose job has ended and whose webhook was abandoned."""
    one = upload(store, callback_url=CALLBACK)
    store.run(jobs.fail(one.job_id, Corrupt().problem()))
    store.run(webhooks.put_off(one.job_id, 1, "away", None))
    return one


def test_each_end_of_a_job_is_counted_once_with_its_kind_and_cause(store: RecordingStore) -> None:
    first, second, third = (upload(store) for _ in range(3))
    read(store, first)
    assert store.run(jobs.succeed_document(first.job_id, index=b"", warnings=[]))
    assert not store.run(jobs.fail(first.job_id, Corrupt().problem()))
    store.run(jobs.fail(second.job_id, Corrupt().problem()))
    store.run(jobs.cancel(SPACE, third.job_id))
    store.run(ask("q"))
    store.run(ask("searched", search=True))
    for job_id in ("q", "searched", "q"):
        store.run(jobs.succeed(job_id))
    assert store.run(counts.ended_jobs()) == {
        ("document", "succeeded", ""): 1,
        ("document", "failed", "corrupt"): 1,
        ("document", "cancelled", ""): 1,
        ("question", "succeeded", ""): 1,
        ("search", "succeeded", ""): 1,
    }


def test_abandoned_webhooks_count_while_they_are_on_record(store: RecordingStore) -> None:
    one, _, three = abandon(store), abandon(store), abandon(store)
    assert given_up(store) == 3
    store.run(documents.delete(SPACE, one.document_id))
    assert given_up(store) == 2
    # The time at which its job expires.
    store.client.zadd("di:hooks", {three.job_id: 1.0})
    assert given_up(store) == 1
    store.run(sessions.delete(SPACE, "s"))
    assert given_up(store) == 0


def test_abandoned_webhooks_live_on_with_their_session(store: RecordingStore) -> None:
    one = abandon(store)
    before = store.client.zscore("di:hooks", one.job_id)
    store.run(sessions.keep(SPACE, "s", 10 * TTL))
    assert store.client.zscore("di:hooks", one.job_id) > before + 8 * TTL
    assert given_up(store) == 1


def test_counting_costs_the_same_whatever_is_in_the_store(store: RecordingStore) -> None:
    abandon(store)
    few = commands_of(store, webhooks.given_up()) + commands_of(store, counts.ended_jobs())
    store.client.mset({f"di:hook:{number}": "x" for number in range(3000)})
    assert commands_of(store, webhooks.given_up()) + commands_of(store, counts.ended_jobs()) == few == 2


def commands_of(store: Store, operation: Operation[object]) -> int:
    """Commands that the server processes for an operation."""
    before = store.client.info("stats")["total_commands_processed"]
    store.run(operation)
    # INFO itself is one of them.
    return int(store.client.info("stats")["total_commands_processed"]) - int(before) - 1


def test_a_lease_says_how_long_its_task_waited(store: RecordingStore) -> None:
    one = upload(store)
    task = f"open:{one.document_id}"
    store.client.zincrby("di:queued:documents", -100, task)
    lease = store.run(ledger.begin(task, "w"))
    assert lease is not None
    assert lease.waited is not None
    assert 100 <= lease.waited < 200
    again = store.run(ledger.begin(task, "w"))
    assert again is not None
    assert again.waited is None
