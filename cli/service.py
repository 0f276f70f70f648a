"""Which service a command talks to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from cli.client import Client, ClientError, Unreachable
from cli.exit_codes import Exit, fail
from cli.local_service.embedded import embedded
from cli.local_service.state import State, default_folder

DEFAULT_BASE = "http://localhost:8000"


def find(base: str | None) -> str:
    """The address given, else that of the service that runs here, else the usual one."""
    if base:
        return base.rstrip("/")
    folder = default_folder()
    running = State(folder).running() if folder.is_dir() else None
    return running.url if running else DEFAULT_BASE


@contextmanager
def find_or_start(base: str | None, key: str | None) -> Iterator[tuple[str, bool]]:
    """The address of a service that answers, or else one for this call, and whether it is that."""

    async def alive(url: str) -> bool:
        async with Client(url, key) as client:
            return await client.alive()

    url = find(base)
    if base or asyncio.run(alive(url)):
        yield url, False
    else:
        with embedded() as own:
            yield own, True


@contextmanager
def error_messages() -> Iterator[None]:
    """Exit with one clear sentence where a request fails."""
    try:
        yield
    except* ClientError as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        fail(str(error), Exit.NO_SERVICE if isinstance(error, Unreachable) else Exit.FAILED)
