"""The queue both sides speak to: one Celery configuration, and the publishing of works.

The reasons for most settings are in how Celery behaves on Redis.
"""

import time
from collections.abc import Iterable

from celery import Celery
from kombu import Exchange
from kombu import Queue as KombuQueue
from kombu.utils.scheduling import priority_cycle

from shared.settings import Settings
from shared.store.work import Work
from shared.tasks import Priority, Queue


class Turns(priority_cycle):  # type: ignore[misc]
    """The order in which a worker looks into its queues: as they are named, the short works before the long.

    One that had no turn for some seconds comes first, so that none starves behind another that never gets empty.
    """

    PATIENCE = 2.0

    def __init__(self, it: list[str] | None = None) -> None:
        super().__init__(it)
        self._turns: dict[str, float] = {}

    def consume(self, n: int) -> list[str]:
        """The names of the queues, in the order in which they are looked into."""
        late = time.monotonic() - self.PATIENCE
        return sorted(self.items[:n], key=lambda queue: self._turns.get(queue, 0.0) > late)

    def rotate(self, last_used: str) -> None:
        """A message came from this queue."""
        self._turns[last_used] = time.monotonic()


def make_celery(settings: Settings) -> Celery:
    """A Celery application with what gateway and workers must agree on. Results are ours, not Celery's."""
    app = Celery("docinsight", broker=settings.redis_url.get_secret_value(), set_as_current=False)
    # Only the second net under the ledger of works; it must outlast the longest task, or that task runs twice.
    visibility = 2 * settings.task_seconds + 60
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        # Named in full: a queue with no exchange of its own would share the default one, and its messages.
        task_queues=[KombuQueue(queue.value, Exchange(queue.value), queue.value) for queue in Queue],
        task_default_queue=Queue.DOCUMENTS.value,
        task_create_missing_queues=False,
        task_send_sent_event=True,
        task_publish_retry=False,
        visibility_timeout=visibility,
        broker_transport_options={
            "visibility_timeout": visibility,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "queue_order_strategy": f"{__name__}:{Turns.__name__}",
            "priority_steps": [priority.value for priority in Priority],
            "sep": ":",
            "socket_keepalive": True,
            "socket_connect_timeout": 2,
            "health_check_interval": 25,
        },
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_pool_acquire_timeout=2,
        broker_pool_limit=10,
        enable_utc=True,
    )
    return app


def publish(app: Celery, works: Iterable[Work]) -> None:
    """Send the message of each work. One that cannot be sent is found and sent by the next sweep."""
    for work in works:
        app.send_task(
            work.task,
            args=[work.id],
            task_id=work.id,
            queue=work.queue,
            priority=(Priority.AGAIN if work.again else Priority.FIRST_TIME).value,
            headers={"request_id": work.request_id},
            ignore_result=True,
        )
