"""The queue both sides speak to: one Celery configuration, and the publishing of tasks.

The reasons for most settings are in how Celery behaves on Redis.
"""

import logging
from collections.abc import Iterable

from celery import Celery
from kombu import Exchange
from kombu import Queue as KombuQueue

from shared import redis_url
from shared.kombu_internals import TRANSPORT_OPTIONS
from shared.settings import Settings
from shared.tasks import Priority, Publisher, Queue, TaskRecord

log = logging.getLogger(__name__)


def make_celery(settings: Settings) -> Celery:
    """A Celery application with what gateway and workers must agree on. Results are ours, not Celery's."""
    url = redis_url.parse(settings.redis_url.get_secret_value())
    app = Celery("docinsight", broker=url.broker, set_as_current=False)
    # Only the second net under the ledger; it must outlast the longest task, or that task runs twice.
    visibility = 2 * settings.task_seconds + 60
    app.conf.update(
        # Kombu would not verify certificates by itself.
        broker_use_ssl=url.tls or False,
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
            **TRANSPORT_OPTIONS,
            "visibility_timeout": visibility,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
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


def publish(app: Celery, records: Iterable[TaskRecord]) -> None:
    """Send the message of each task. Raises whatever the broker's library does."""
    for record in records:
        app.send_task(
            record.task,
            args=[record.id],
            task_id=record.id,
            queue=record.queue,
            priority=(Priority.HIGH if record.ahead else Priority.NORMAL).value,
            headers={"request_id": record.request_id},
            ignore_result=True,
        )


def publisher(app: Celery) -> Publisher:
    """What a worker's store publishes with. A message that cannot be sent is left to the next sweep."""

    def send(records: Iterable[TaskRecord]) -> None:
        try:
            publish(app, records)
        except Exception:
            log.warning("a message could not be sent and is left to the sweep", exc_info=True)

    return send
