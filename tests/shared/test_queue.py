"""The order in which a worker looks into its queues."""

import pytest
from kombu.utils.scheduling import cycle_by_name

from shared import queue
from shared.queue import QueueOrder, make_celery
from shared.settings import Settings


def test_no_queue_starves_behind_another_that_never_gets_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    time = 100.0
    monkeypatch.setattr(queue.time, "monotonic", lambda: time)
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


def test_celery_finds_the_order_by_its_name() -> None:
    options = make_celery(Settings()).conf.broker_transport_options
    assert cycle_by_name(options["queue_order_strategy"]) is QueueOrder
