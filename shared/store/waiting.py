"""What waits: how many tasks in each queue, and for how long."""

import time

from shared.store.keys import Key
from shared.store.operation import Operation
from shared.tasks import Queue


def depths() -> Operation[dict[str, int]]:
    """How many tasks wait in each queue."""
    counts = yield [("ZCARD", Key.QUEUED.of(queue)) for queue in Queue]
    return {queue.value: int(count) for queue, count in zip(Queue, counts, strict=True)}


def ages() -> Operation[dict[str, float]]:
    """Seconds since the task that waits longest in each queue was entered."""
    rows = yield [("ZRANGE", Key.QUEUED.of(queue), 0, 0, "WITHSCORES") for queue in Queue]
    now = time.time()
    # A row is a list of pairs, as the server's newer protocol has it.
    return {
        queue.value: max(0.0, now - float(row[0][1])) if row else 0.0 for queue, row in zip(Queue, rows, strict=True)
    }
