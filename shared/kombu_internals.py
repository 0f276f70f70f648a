"""What the project assumes of Kombu's internals, which no release of it promises to keep.

How messages are stored in Redis, and how a worker chooses among its queues. The scripts of the ledger
rely on it: in a list the newest message is the first, and the id of its task is ``headers.id`` of its JSON.
tests/shared/test_kombu_internals.py fails when Kombu changes any of that.
"""

import time
from typing import Any

from kombu.utils.scheduling import priority_cycle

from shared.tasks import Priority, Queue

_SEPARATOR = ":"


def message_lists(queue: Queue) -> list[str]:
    """The Redis lists with a queue's messages, the one of highest priority first."""
    return [message_list(queue, priority) for priority in sorted(Priority)]


def message_list(queue: Queue, priority: Priority) -> str:
    """The Redis list with a queue's messages of one priority."""
    return f"{queue.value}{_SEPARATOR}{priority.value}" if priority.value else queue.value


class QueueOrder(priority_cycle):  # type: ignore[misc]
    """The order in which a worker polls its queues: as they are named, short tasks before long ones.

    One that was not served for some seconds comes first, so that none starves behind another that never gets empty.
    """

    MAX_WAIT_SECONDS = 2.0

    def __init__(self, it: list[str] | None = None) -> None:
        super().__init__(it)
        self._served_at: dict[str, float] = {}

    def consume(self, n: int) -> list[str]:
        """The names of the queues, in the order in which they are polled."""
        overdue = time.monotonic() - self.MAX_WAIT_SECONDS
        return sorted(self.items[:n], key=lambda queue: self._served_at.get(queue, 0.0) > overdue)

    def rotate(self, last_used: str) -> None:
        """A message came from this queue."""
        self._served_at[last_used] = time.monotonic()


TRANSPORT_OPTIONS: dict[str, Any] = {
    "queue_order_strategy": f"{__name__}:{QueueOrder.__name__}",
    "priority_steps": [priority.value for priority in Priority],
    "sep": _SEPARATOR,
}
"""The transport options by which Kombu stores messages and polls queues so."""
