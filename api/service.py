"""What one gateway process holds: its settings, its store, and its ways to hear from it and to send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from api.http.metrics import Metrics
from api.notifications.change_feed import Changes
from api.notifications.job_snapshots import Looks
from api.notifications.outbox import Outbox
from api.notifications.session_renewal import Touches
from shared.queue import make_celery
from shared.settings import Settings
from shared.store.driver import AsyncStore


@dataclass(frozen=True, slots=True)
class Service:
    """Made when the gateway starts, one for all requests."""

    settings: Settings
    store: AsyncStore
    changes: Changes
    looks: Looks
    outbox: Outbox
    touches: Touches
    metrics: Metrics


@asynccontextmanager
async def opened(settings: Settings, metrics: Metrics) -> AsyncIterator[Service]:
    """A running service, until the gateway stops."""
    outbox = Outbox(make_celery(settings))
    async with AsyncStore(settings.redis_url.get_secret_value(), publish=outbox.publish).opened() as store:
        changes = Changes(store)
        touches = Touches(store, settings.ttl)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(changes.run)
            tasks.start_soon(outbox.run)
            try:
                yield Service(settings, store, changes, Looks(store), outbox, touches, metrics)
            finally:
                with anyio.CancelScope(shield=True):
                    await outbox.drain(seconds=3)
                tasks.cancel_scope.cancel()
