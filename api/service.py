"""The objects of one gateway process: its settings, its store, and what receives and sends messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from api.http.metrics import Metrics
from api.notifications.change_feed import ChangeFeed
from api.notifications.job_snapshots import JobSnapshots
from api.notifications.page_images import PageImages
from api.notifications.revocations import Revocations
from api.notifications.session_renewal import SessionRenewal
from api.upload.under_way import UploadsUnderWay
from shared.queue import make_celery
from shared.settings import Settings
from shared.store.driver import AsyncStore

DRAIN_TIMEOUT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Service:
    """Made when the gateway starts, one for all requests."""

    settings: Settings
    metrics: Metrics
    store: AsyncStore
    changes: ChangeFeed
    snapshots: JobSnapshots
    images: PageImages
    revocations: Revocations
    uploads: UploadsUnderWay
    sessions: SessionRenewal


@asynccontextmanager
async def opened(settings: Settings, metrics: Metrics) -> AsyncIterator[Service]:
    """A running service, until the gateway stops."""
    revocations = Revocations(make_celery(settings))
    url = settings.redis_url.get_secret_value()
    async with AsyncStore(url, revoke=revocations.revoke).opened() as store:
        changes = ChangeFeed(store)
        service = Service(
            settings=settings,
            metrics=metrics,
            store=store,
            changes=changes,
            snapshots=JobSnapshots(store, changes),
            images=PageImages(store, changes, settings),
            revocations=revocations,
            uploads=UploadsUnderWay(settings.max_uploads),
            sessions=SessionRenewal(store, settings.ttl),
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(changes.run)
            tasks.start_soon(revocations.run)
            try:
                yield service
            finally:
                with anyio.CancelScope(shield=True):
                    await revocations.drain(DRAIN_TIMEOUT_SECONDS)
                tasks.cancel_scope.cancel()
