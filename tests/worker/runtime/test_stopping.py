"""Stopping the running task, and nothing else.

Every test's tasks have ids of their own: the threads that listen live as long as the process, and one that wakes late
would stop a later test's task of the same id.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from shared.store import ledger
from shared.store.driver import Store
from worker.runtime import stopping


@pytest.fixture
def listening(store: Store, redis_url: str, until: Callable[..., Any]) -> Store:
    stopping.listen(redis_url)
    until(lambda: store.client.pubsub_numsub(ledger.STOP_CHANNEL)[0][1] > 0)
    return store


def stop_soon(store: Store, task_id: str) -> None:
    threading.Timer(0.1, lambda: store.client.publish(ledger.STOP_CHANNEL, task_id)).start()


def compute(seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))
    return True


def test_a_running_task_is_left_when_it_is_to_be_stopped(listening: Store) -> None:
    stop_soon(listening, "read:a:1-2")
    with pytest.raises(stopping.Stopped), stopping.running("read:a:1-2"), stopping.stoppable():
        compute()


def test_other_tasks_go_on(listening: Store) -> None:
    stop_soon(listening, "read:other:1-2")
    with stopping.running("read:b:1-2"), stopping.stoppable():
        assert compute(0.5)


def test_a_task_that_speaks_to_the_store_is_left_only_when_it_computes_again(listening: Store) -> None:
    stop_soon(listening, "ask:x")
    with stopping.running("ask:x"):
        assert compute(0.5)
        with pytest.raises(stopping.Stopped), stopping.stoppable():
            compute()


def test_a_request_to_stop_one_task_does_not_stop_the_next(listening: Store) -> None:
    stop_soon(listening, "ask:before")
    with stopping.running("ask:before"):
        assert compute(0.5)
    with stopping.running("ask:next"), stopping.stoppable():
        assert compute(0.1)
