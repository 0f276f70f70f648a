"""The queue both sides speak to: one Celery configuration. The reasons for most settings are in how Celery behaves on
Redis. Messages are sent by the scripts of the store, which put them in Celery's lists."""

from celery import Celery
from kombu import Exchange
from kombu import Queue as KombuQueue

from shared import redis_url
from shared.kombu_internals import TRANSPORT_OPTIONS
from shared.redis_clients import sentinel_options
from shared.settings import Settings
from shared.tasks import Queue


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
        task_publish_retry=False,
        visibility_timeout=visibility,
        broker_transport_options={
            **TRANSPORT_OPTIONS,
            **_sentinel_options(url),
            "visibility_timeout": visibility,
            # A second net, which each of a thousand workers would look at every ten seconds.
            "unacked_restore_interval": 60,
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


def _sentinel_options(url: redis_url.RedisUrl) -> dict[str, object]:
    if url.sentinels is None:
        return {}
    return {"master_name": url.sentinels.master, "sentinel_kwargs": sentinel_options(url)}
