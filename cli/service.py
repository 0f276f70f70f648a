"""Which service a command talks to."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from cli.exit_codes import Exit, fail
from cli.local_service.installed import require_service
from cli.local_service.state import State, default_folder
from docinsight_client import AsyncDocInsight, DocInsightError
from docinsight_client.errors import NotDocInsight, Unauthorized, Unreachable

DEFAULT_BASE = "http://localhost:8000"


class NotStarted(Exception):
    """A service for one call could not be started."""


def find(base: str | None) -> str:
    """The address given, else that of the service that runs here, else the usual one."""
    if base:
        return base.rstrip("/")
    folder = default_folder()
    running = State(folder).running() if folder.is_dir() else None
    return running.url if running else DEFAULT_BASE


@asynccontextmanager
async def connected(url: str, key: str | None) -> AsyncIterator[AsyncDocInsight]:
    """A client of the service. It waits for one that goes away, but not for one that is not there at the start."""
    async with AsyncDocInsight(url, key=key) as client:
        await client.ping()
        yield client


@contextmanager
def find_or_start(base: str | None, key: str | None) -> Iterator[tuple[str, bool]]:
    """The address of a service that answers, or else one for this call, and whether it is that."""

    async def alive(url: str) -> bool:
        async with AsyncDocInsight(url, key=key) as client:
            return await client.alive()

    url = find(base)
    if base or asyncio.run(alive(url)):
        yield url, False
    else:
        require_service()
        from cli.local_service.embedded import embedded

        with embedded() as own:
            yield own, True


@contextmanager
def error_messages() -> Iterator[None]:
    """Exit with one clear sentence where a request fails."""
    try:
        yield
    except* (DocInsightError, NotStarted) as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        fail(_sentence(error), Exit.NO_SERVICE if isinstance(error, Unreachable) else Exit.FAILED)


def _sentence(error: BaseException) -> str:
    if isinstance(error, Unreachable):
        where = f"No service answers at {error.base} ({error.cause})"
        return f"{where}; start one with 'docinsight up', or say where by --base."
    if isinstance(error, NotDocInsight):
        return f"{error} Say where doc-insight is by --base."
    if isinstance(error, Unauthorized):
        return f"{error} Give your key by --key or DOCINSIGHT_KEY."
    return str(error)
