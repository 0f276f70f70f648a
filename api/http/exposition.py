"""The gateway's metrics as they are now, on its own port or on one of theirs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.service import Service
from shared.errors import Unavailable
from shared.metrics_server import serving
from shared.store import state

STORE_TIMEOUT_SECONDS = 0.9
"""Time that the store has for all that is asked of it."""
RENDER_TIMEOUT_SECONDS = 5.0
"""Time that the event loop has, where another thread waits for it."""


async def current(service: Service) -> bytes:
    """All metrics in the text format, after a look at the store."""
    service.metrics.waiting.set(service.changes.listeners)
    try:
        async with asyncio.timeout(STORE_TIMEOUT_SECONDS):
            service.metrics.store.state = await service.store.run(state.load())
    except (Unavailable, TimeoutError):
        service.metrics.store.state = None
    return service.metrics.render()


@asynccontextmanager
async def metrics_port(service: Service) -> AsyncIterator[None]:
    """Serve the metrics on a port of their own for the time of the block, where the settings name one."""
    settings, loop = service.settings, asyncio.get_running_loop()
    if not settings.metrics_port:
        yield
        return

    def render() -> bytes:
        return asyncio.run_coroutine_threadsafe(current(service), loop).result(RENDER_TIMEOUT_SECONDS)

    with serving(render, settings.metrics_host, settings.metrics_port, settings.metrics_keys):
        yield
