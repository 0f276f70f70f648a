"""Stopping the running task when its job is cancelled, without losing the process that executes it.

A process that is killed has to load its models again. So a task that only computes is asked to stop first: the store
publishes the ids of tasks to be stopped, and the main thread leaves the task between two steps. One that does not stop
within moments, since native code takes long, is killed at the gateway's request.
"""

import _thread
import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from redis.exceptions import RedisError

from shared.store import ledger
from shared.store.driver import Store

log = logging.getLogger(__name__)

RECONNECT_DELAY_SECONDS = 1.0

_current = ""
_requested = ""
_stoppable = False


class Stopped(BaseException):
    """The running task is no longer wanted. Not an Exception, so that nothing that handles errors handles it."""


def current_task() -> str:
    """The id of the task that this process executes."""
    return _current


@contextmanager
def running(task_id: str) -> Iterator[None]:
    """The block executes this task."""
    global _current, _requested
    _current = task_id
    try:
        yield
    finally:
        _current = _requested = ""


@contextmanager
def stoppable() -> Iterator[None]:
    """The block only computes, and may be left at any step by `Stopped`. It must not speak to the store."""
    global _stoppable
    _stoppable = True
    try:
        _stop_if_requested()
        yield
    finally:
        _stoppable = False


def listen(url: str) -> None:
    """Listen for tasks to be stopped, from now on. For the main thread of a process that executes tasks."""
    signal.signal(signal.SIGUSR2, _on_signal)
    threading.Thread(target=_listen, args=(url,), name="stopping", daemon=True).start()


def _listen(url: str) -> None:
    global _requested
    while True:
        try:
            with Store(url, retries=0).opened() as store, store.client.pubsub() as subscription:
                subscription.subscribe(ledger.STOP_CHANNEL)
                for message in subscription.listen():
                    if message["type"] == "message" and message["data"].decode() == _current:
                        _requested = message["data"].decode()
                        _thread.interrupt_main(signal.SIGUSR2)
        except RedisError:
            log.debug("the store is unavailable", exc_info=True)
        time.sleep(RECONNECT_DELAY_SECONDS)


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    if _stoppable:
        _stop_if_requested()


def _stop_if_requested() -> None:
    if _requested and _requested == _current:
        raise Stopped
