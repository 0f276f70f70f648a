"""Run the gateway: ``python -m api``."""

import asyncio
import gc
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from api.http.protocol import HttpProtocol
from api.main import create_app
from shared.logs import configure_logging
from shared.net import is_loopback
from shared.startup import checked_settings

log = structlog.get_logger("api")


class Gateway(uvicorn.Server):
    """A server that responds to waiting clients at once when it is asked to stop."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def serve(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        """Serve until asked to stop."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    async def startup(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        """Start to listen."""
        await super().startup(sockets)
        # What is there now stays. A collector that looked through it again would hold the event loop each time.
        gc.collect()
        gc.freeze()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Handle a signal. It may have interrupted anything, so only a callback of the event loop is scheduled."""
        service = getattr(self._app.state, "service", None)
        if service is not None:
            self._loop.call_soon_threadsafe(service.changes.close)
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until asked to stop."""
    configured = checked_settings()
    configure_logging(configured)
    app = create_app(configured)
    if not configured.api_keys and not is_loopback(configured.host):
        log.warning(
            "anyone who reaches this address may use the service; set DOCINSIGHT_API_KEYS", host=configured.host
        )
    config = uvicorn.Config(
        app,
        host=configured.host,
        port=configured.port,
        loop="uvloop",
        http=HttpProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        # The application logs each request itself, with its id.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )
    Gateway(config, app).run()


if __name__ == "__main__":
    main()
