"""Clients take turns in every queue, and the tasks of one client keep their order."""

import base64
import json

import pytest

from shared.kombu_internals import message_list
from shared.queue import make_celery
from shared.settings import Settings
from shared.store import document_pages, documents, images, jobs, ledger, presence, uploads, waiting, webhooks
from shared.store.documents import Upload
from shared.tasks import Priority, Queue
from tests.shared.steps import SPACE, TTL, RecordingStore, ask, begin, job, page, read, upload

FLOOD = 40


def flood(store: RecordingStore, session: str = "flood", count: int = FLOOD, space: str = SPACE) -> list[Upload]:
    """Documents that one client uploads at once."""
    files = []
    for number in range(count):
        key = uploads.staging_key()
        store.run(uploads.write(key, 0, b"body", TTL))
        name = f"{space}{session}{number}"
        files.append(Upload(f"d{name}", f"j{name}", key, "a.txt", "text/plain", 4, name))
    assert store.run(documents.publish(space, session, files, ttl=TTL, request_id="r", reuse=False))
    return files


def served(store: RecordingStore, queue: Queue, count: int | None = None) -> list[str]:
    """The tasks that a worker takes from a queue and does, in order; all that wait unless a number is given."""
    done: list[str] = []
    while (count is None or len(done) < count) and (taken := store.take(queue)):
        if store.run(ledger.begin(taken, "w", 1, queue)) is not None:
            store.run(ledger.complete(taken))
            done.append(taken)
    return done


def opened(files: list[Upload]) -> list[str]:
    return [f"open:{one.document_id}" for one in files]


def test_a_flood_is_served_first_in_first_out(store: RecordingStore) -> None:
    many = opened(flood(store))
    assert served(store, Queue.DOCUMENTS) == many


def test_a_document_is_next_however_many_another_client_has_uploaded(store: RecordingStore) -> None:
    many = opened(flood(store))
    assert served(store, Queue.DOCUMENTS, 3) == many[:3]
    one = opened(flood(store, "other", 1))
    assert served(store, Queue.DOCUMENTS) == [*one, *many[3:]]


def test_two_clients_with_many_documents_take_turns(store: RecordingStore) -> None:
    many = opened(flood(store))
    assert served(store, Queue.DOCUMENTS, 5) == many[:5]
    others = opened(flood(store, "other"))
    order = served(store, Queue.DOCUMENTS, 20)
    assert [name in others for name in order[:2]].count(True) == 1
    assert order[::2] in (many[5:15], others[:10])
    assert order[1::2] in (many[5:15], others[:10])


def test_a_client_that_was_alone_is_not_made_to_wait_for_it_later(store: RecordingStore) -> None:
    flood(store, "alone")
    served(store, Queue.DOCUMENTS, 30)
    flood(store, "other")
    served(store, Queue.DOCUMENTS, 40)
    assert sorted(one.partition("public")[2][:5] for one in served(store, Queue.DOCUMENTS, 2)) == ["other"] * 2
    again = opened(flood(store, "again", 1))
    assert served(store, Queue.DOCUMENTS, 1) == again


def test_keys_take_turns_and_sessions_of_one_key_do_not(store: RecordingStore) -> None:
    many = opened(flood(store, "a", 20, "key"))
    same = opened(flood(store, "b", 1, "key"))
    another = opened(flood(store, "a", 1, "another-key"))
    assert served(store, Queue.DOCUMENTS) == [many[0], *another, *many[1:], *same]


def test_questions_take_turns(store: RecordingStore) -> None:
    for session in ("flood", "other"):
        one = upload(store, session)
        read(store, one)
        store.run(jobs.succeed_document(one.job_id, index=b"i", warnings=[]))
    for number in range(FLOOD):
        store.run(ask(f"q{number}", "flood"))
    store.run(ask("another", "other"))
    assert served(store, Queue.QUESTIONS, 2) == ["ask:q0", "ask:another"]


def test_pages_and_pictures_take_turns(store: RecordingStore) -> None:
    scans = [upload(store, "flood") for _ in range(FLOOD)]
    another = upload(store, "other")
    for one in [*scans, another]:
        assert begin(store, f"open:{one.document_id}", "w") == 1
        store.run(documents.opened(one.document_id, 1, [(1, 1)], {}))
        store.run(images.request(one.document_id, 1, 100, "png", "r"))
    assert served(store, Queue.OCR, 2)[1] == f"read:{another.document_id}:1-1"
    assert served(store, Queue.IMAGES, 2)[1] == f"render:{another.document_id}:1:100:png"


def ended_with_webhooks(store: RecordingStore, session: str, count: int) -> list[str]:
    """Jobs that have ended; the tasks that deliver their webhooks."""
    many = [upload(store, session, callback_url="http://receiver.example/") for _ in range(count)]
    for one in many:
        store.run(jobs.cancel(SPACE, one.job_id))
    return [f"notify:{one.job_id}:1" for one in many]


def taken(store: RecordingStore, queue: Queue) -> list[str]:
    """The tasks that workers take from a queue and begin, until there is no message."""
    found = []
    while name := store.take(queue):
        assert store.run(ledger.begin(name, "w", 1, queue)) is not None
        found.append(name)
    return found


def webhook_worker(store: RecordingStore, threads: int) -> None:
    store.run(presence.announce(presence.Presence("w", ("webhooks",), threads, "0")))


def test_webhooks_take_turns_and_those_that_failed_do_not_go_ahead(store: RecordingStore) -> None:
    webhook_worker(store, 64)
    many = ended_with_webhooks(store, "flood", FLOOD)
    assert served(store, Queue.WEBHOOKS, 20) == many[:20]
    for name in many[:20]:
        store.run(webhooks.put_off(name.split(":")[1], 1, "away", -1))
    store.run(ledger.sweep())
    another = ended_with_webhooks(store, "other", 1)
    assert served(store, Queue.WEBHOOKS, 1) == another
    assert served(store, Queue.WEBHOOKS) == many[20:] + [name.replace(":1", ":2") for name in many[:20]]


def test_slow_receivers_of_one_client_leave_threads_to_others(store: RecordingStore) -> None:
    webhook_worker(store, 12)
    many = ended_with_webhooks(store, "flood", FLOOD)
    assert taken(store, Queue.WEBHOOKS) == many[:6]
    others = ended_with_webhooks(store, "other", FLOOD)
    assert taken(store, Queue.WEBHOOKS) == others[:3]
    assert taken(store, Queue.WEBHOOKS) == []
    # As receivers answer, both go on in their order, within the threads that there are.
    under_way, order = [*many[:6], *others[:3]], [*many[:6], *others[:3]]
    while under_way:
        store.run(ledger.complete(under_way.pop(0)))
        more = taken(store, Queue.WEBHOOKS)
        under_way, order = under_way + more, order + more
        assert len(under_way) < 12
    assert [name for name in order if name in many] == many
    assert [name for name in order if name in others] == others


def test_webhooks_are_delivered_where_no_worker_says_how_many_threads_it_has(store: RecordingStore) -> None:
    many = ended_with_webhooks(store, "flood", 5)
    assert served(store, Queue.WEBHOOKS) == many


def test_webhooks_that_are_held_go_on_when_nobody_said_that_others_ended(store: RecordingStore) -> None:
    webhook_worker(store, 4)
    many = ended_with_webhooks(store, "flood", 8)
    for name in taken(store, Queue.WEBHOOKS):
        # As a worker of the release before does.
        store.client.delete(f"di:work:{name}")
        store.client.zrem("di:running", name)
    assert served(store, Queue.WEBHOOKS) == []
    assert store.run(ledger.sweep()) == {}
    assert served(store, Queue.WEBHOOKS) == many[2:]


def test_what_was_begun_goes_ahead_of_all_turns(store: RecordingStore) -> None:
    many = flood(store)
    first = opened(many)[0]
    assert begin(store, first, "w") == 1
    store.run(documents.opened(many[0].document_id, 1, [], {}))
    store.run(ledger.complete(first))
    assert begin(store, opened(many)[1], "w") == 1
    store.run(document_pages.finish(many[0].document_id, page(1)))
    store.run(ledger.requeue(opened(many)[1], "w", refund_attempt=True))
    flood(store, "other", 1)
    assert served(store, Queue.DOCUMENTS, 2) == [f"finish:{many[0].document_id}", opened(many)[1]]


def test_few_messages_are_in_a_list_and_all_that_wait_are_known(store: RecordingStore) -> None:
    flood(store)
    assert 1 < len(store.messages()) <= 20
    assert store.run(waiting.depths())[Queue.DOCUMENTS] == FLOOD


def test_messages_of_jobs_that_were_cancelled_hold_nobody_up(store: RecordingStore) -> None:
    many = flood(store)
    for one in many[:-1]:
        store.run(jobs.cancel(SPACE, one.job_id))
    another = opened(flood(store, "other", 1))
    assert store.take(Queue.DOCUMENTS) == another[0]


def test_a_job_tells_how_many_are_before_it_as_the_turns_are(store: RecordingStore) -> None:
    many = flood(store)
    assert [job(store, one.job_id).queue_position for one in many] == list(range(1, FLOOD + 1))
    (another,) = flood(store, "other", 1)
    assert job(store, another.job_id).queue_position == 2
    assert [job(store, one.job_id).queue_position for one in many] == [1, *range(3, FLOOD + 2)]
    served(store, Queue.DOCUMENTS, 1)
    assert job(store, another.job_id).queue_position == 1


def test_all_is_sent_at_once_while_a_worker_lives_that_sends_nothing_itself(store: RecordingStore) -> None:
    store.run(presence.announce(presence.Presence("new", ("documents",), 1, "0")))
    many = opened(flood(store))
    assert len(store.messages()) < FLOOD
    # A worker of the release before.
    store.client.zadd("di:workers", {"old": 1e12})
    many += opened(flood(store, "other", 1))
    assert {one.id for one in store.messages()} == set(many)


def test_a_task_that_a_gateway_of_the_release_before_entered_is_found_when_its_message_is_lost(
    store: RecordingStore,
) -> None:
    (one,) = flood(store, count=1)
    (name,) = opened([one])
    # It writes neither of these.
    store.client.delete("di:sent:documents", "di:order:documents", "di:turns:documents")
    store.client.hdel(f"di:work:{name}", "turn")
    assert job(store, one.job_id).queue_position == 1
    assert store.run(ledger.sweep()) == {}
    assert store.take(Queue.DOCUMENTS) == name
    store.client.zadd("di:sent:documents", {name: 1}, xx=True)
    assert [*store.run(ledger.sweep())] == [name]


def test_a_task_that_a_worker_of_the_release_before_has_begun_is_not_lost(store: RecordingStore) -> None:
    (name,) = opened(flood(store, count=1))
    assert begin(store, name, "w") == 1
    store.client.zadd("di:sent:documents", {name: 1})
    assert store.run(ledger.sweep()) == {}
    assert not store.client.exists("di:sent:documents")


@pytest.mark.parametrize("ahead", [False, True])
def test_a_message_is_as_celery_sends_it(store: RecordingStore, redis_url: str, ahead: bool) -> None:
    request_id = 'quote " and \\ and % and @ID@'
    key = uploads.staging_key()
    store.run(uploads.write(key, 0, b"body", TTL))
    one = Upload("d1", "j1", key, "a.txt", "text/plain", 4, "0")
    store.run(documents.publish(SPACE, "s", [one], ttl=TTL, request_id=request_id))
    if ahead:
        assert begin(store, "open:d1", "w") == 1
        store.run(ledger.requeue("open:d1", "w", refund_attempt=True))
    name = message_list(Queue.DOCUMENTS, Priority.HIGH if ahead else Priority.NORMAL)
    make_celery(Settings(redis_url=redis_url)).send_task(
        "docinsight.open_document",
        args=["open:d1"],
        task_id="open:d1",
        queue="documents",
        priority=(Priority.HIGH if ahead else Priority.NORMAL).value,
        headers={"request_id": request_id},
        ignore_result=True,
    )
    theirs, ours = (json.loads(message) for message in store.client.lrange(name, 0, -1))
    assert json.loads(ours.pop("body")) == json.loads(base64.b64decode(theirs.pop("body")))
    for message in (theirs, ours):
        for part in ("reply_to", "delivery_tag", "body_encoding"):
            message["properties"].pop(part)
        message["headers"].pop("origin")
    assert ours == theirs
