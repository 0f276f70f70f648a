"""What the project builds on in Kombu's inside is as it was."""

import json

import pytest
from kombu.utils.scheduling import cycle_by_name

from shared import kombu_internals
from shared.kombu_internals import QueueOrder, message_lists
from shared.queue import make_celery
from shared.settings import Settings
from shared.store.driver import Store
from shared.tasks import Priority, Queue


def test_no_queue_starves_behind_another_that_never_gets_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    time = 100.0
    monkeypatch.setattr(kombu_internals.time, "monotonic", lambda: time)
    order = QueueOrder()
    order.update(["documents", "ocr"])
    taken = []
    for _ in range(50):
        # Both always have messages: one that opens a document takes 0.1 s, one that reads pages 1 s.
        first = order.consume(2)[0]
        order.rotate(first)
        taken.append(first)
        time += 0.1 if first == "documents" else 1.0
    assert taken.count("ocr") >= 2
    assert taken.count("documents") > 5 * taken.count("ocr")


def test_kombu_finds_the_order_by_its_name() -> None:
    options = make_celery(Settings()).conf.broker_transport_options
    assert cycle_by_name(options["queue_order_strategy"]) is QueueOrder


@pytest.mark.parametrize("queue", Queue)
def test_messages_are_in_a_list_a_priority_newest_first_with_their_ids(
    store: Store, redis_url: str, queue: Queue
) -> None:
    app = make_celery(Settings(redis_url=redis_url))
    for priority in (Priority.NORMAL, Priority.HIGH):
        for number in range(3):
            app.send_task("any", task_id=f"{number}-{priority.name}", queue=queue.value, priority=priority.value)
    found = [
        [json.loads(message)["headers"]["id"] for message in store.client.lrange(name, 0, -1)]
        for name in message_lists(queue)
    ]
    assert found == [["2-HIGH", "1-HIGH", "0-HIGH"], ["2-NORMAL", "1-NORMAL", "0-NORMAL"]]
