"""Stopping the work at hand when its job is cancelled, without losing the process that is at it.

A process that is killed loads its models again before the next work. So one that only computes is asked first: the
store tells of works to be stopped, and the main thread leaves what it is at between two steps. What does not listen
within moments (native code that takes long) is killed by the gateway's word.
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

_at_hand = ""
_asked = ""
_may_stop = False


class Stopped(BaseException):
    """The work at hand is wanted no more. No error: nothing that handles those is to handle it."""


def work_at_hand() -> str:
    """The id of the work that this process is at."""
    return _at_hand


@contextmanager
def at_hand(work_id: str) -> Iterator[None]:
    """The block is at this work."""
    global _at_hand, _asked
    _at_hand = work_id
    try:
        yield
    finally:
        _at_hand = _asked = ""


@contextmanager
def stoppable() -> Iterator[None]:
    """The block only computes, and may be left at any step by `Stopped`. It must not speak to the store."""
    global _may_stop
    _may_stop = True
    try:
        _stop_if_asked()
        yield
    finally:
        _may_stop = False


def listen(url: str) -> None:
    """Listen to what is to be stopped, from now on. For the main thread of a process that works."""
    signal.signal(signal.SIGUSR2, _on_signal)
    threading.Thread(target=_listen, args=(url,), name="stopping", daemon=True).start()


def _listen(url: str) -> None:
    global _asked
    while True:
        try:
            with Store(url, retries=0).opened() as store, store.client.pubsub() as subscription:
                subscription.subscribe(ledger.STOP_CHANNEL)
                for message in subscription.listen():
                    if message["type"] == "message" and message["data"].decode() == _at_hand:
                        _asked = message["data"].decode()
                        _thread.interrupt_main(signal.SIGUSR2)
        except RedisError:
            log.debug("the store is away", exc_info=True)
        time.sleep(1)


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    if _may_stop:
        _stop_if_asked()


def _stop_if_asked() -> None:
    if _asked and _asked == _at_hand:
        raise Stopped
