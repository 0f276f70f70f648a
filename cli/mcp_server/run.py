"""Running the server: over the standard streams, or over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli import last_session
from cli.exit_codes import Exit, fail
from cli.mcp_server import access, http
from cli.mcp_server.keys import Keys
from cli.mcp_server.server import make_server
from shared.net import is_loopback


@dataclass(frozen=True, slots=True)
class Options:
    """What both ways of serving have in common. The fields are those of `Access`."""

    base: str
    session: str | None
    wait_seconds: float
    page: str | None


async def over_streams(options: Options, key: str | None, folders: Sequence[Path]) -> None:
    """Serve the one host that started this process, until it closes the streams."""
    async with access.opened(
        options.base,
        key=key,
        session=options.session or last_session.load(options.base),
        per_caller=False,
        wait_seconds=options.wait_seconds,
        page=options.page,
    ) as reached:
        await make_server(reached, folders).run_stdio_async()


async def over_http(options: Options, host: str, port: int, names: Sequence[str]) -> None:
    """Serve all who come, each with its own key."""
    async with access.opened(
        options.base,
        key=None,
        session=options.session,
        per_caller=True,
        wait_seconds=options.wait_seconds,
        page=options.page,
    ) as reached:
        keys = Keys(reached)
        if not is_loopback(host) and await keys.accepts(None):
            fail(
                f"{host} can be reached from elsewhere, and the service has no API keys: anyone could read its "
                "documents. Make keys by 'docinsight key', or listen on 127.0.0.1.",
                Exit.FAILED,
            )
        await http.serve(make_server(reached, None), keys, host, port, names)
