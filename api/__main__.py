"""Run the gateway: ``python -m api``."""

import asyncio
import gc
import math
import resource
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from api.http.connections import ConnectionLimits
from api.http.protocol import bounded, sweep
from api.main import create_app
from shared.logs import configure_logging
from shared.net import is_loopback
from shared.startup import checked_settings

log = structlog.get_logger("api")

OTHER_FILES = 256
"""Open files of the gateway that are no connections of clients."""
COLLECTION_INTERVAL_SECONDS = 60.0
"""How often the garbage collector looks through everything."""
NEVER = 1 << 30
"""Collections of younger objects between two of everything, which are not to be begun by their number."""


class Gateway(uvicorn.Server):
    """A server that responds to waiting clients at once when it is asked to stop."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def serve(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        """Serve until asked to stop."""
        self._loop = asyncio.get_running_loop()
        tasks = (asyncio.create_task(sweep(self.server_state.connections)), asyncio.create_task(_collect_garbage()))
        try:
            await super().serve(sockets)
        finally:
            for task in tasks:
                task.cancel()

    async def startup(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        """Start to listen."""
        await super().startup(sockets)
        # What is there now stays. A collector that looked through it again would hold the event loop each time.
        gc.collect()
        gc.freeze()
        # Likewise, a large answer is many objects, but no garbage that a full collection is needed for.
        gc.set_threshold(*gc.get_threshold()[:2], NEVER)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Handle a signal. It may have interrupted anything, so only a callback of the event loop is scheduled."""
        service = getattr(self._app.state, "service", None)
        if service is not None:
            self._loop.call_soon_threadsafe(service.changes.close)
        super().handle_exit(sig, frame)


async def _collect_garbage() -> None:
    """Collect what younger collections have left, now and then, until cancelled."""
    while True:
        await asyncio.sleep(COLLECTION_INTERVAL_SECONDS)
        gc.collect()


def _allowed_connections(most: int) -> int:
    """So many connections, or as many as this process may have open files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < wanted:
        log.warning("open files are limited, and so are connections", files=soft, connections=soft - OTHER_FILES)
    return max(1, min(most, soft - OTHER_FILES))


def main() -> None:
    """Serve until asked to stop."""
    configured = checked_settings()
    configure_logging(configured)
    app = create_app(configured)
    if not configured.api_keys and not is_loopback(configured.host):
        log.warning(
            "anyone who reaches this address may use the service; set DOCINSIGHT_API_KEYS", host=configured.host
        )
    limits = ConnectionLimits(
        most=_allowed_connections(configured.max_connections),
        most_of_address=configured.max_connections_per_address,
        idle_seconds=configured.idle_seconds,
        head_seconds=configured.head_seconds,
        body_seconds=configured.body_seconds,
        most_discarded_bytes=configured.max_request_bytes,
    )
    config = uvicorn.Config(
        app,
        host=configured.host,
        port=configured.port,
        loop="uvloop",
        http=bounded(limits),
        ws="none",
        lifespan="on",
        log_config=None,
        # The application logs each request itself, with its id.
        access_log=False,
        server_header=False,
        # Whose requests come from is asked of the connection itself; see `RootPath` for what proxies say.
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=math.ceil(configured.idle_seconds),
    )
    Gateway(config, app).run()


if __name__ == "__main__":
    main()
