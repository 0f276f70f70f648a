"""Serving over HTTP (streamable, without sessions of its own: any of several servers can answer any request)."""

import socket
from collections.abc import Sequence

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from cli.mcp_server.keys import KeyCheck, Keys
from shared.net import is_loopback

PATH = "/mcp"
MAX_REQUEST_BYTES = 16 << 20
"""Of a request, whose content is held in memory as a whole; in base64 a file of 12 MiB."""
MAX_CONNECTIONS = 64
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


async def serve(server: MCPServer, keys: Keys, host: str, port: int, names: Sequence[str]) -> None:
    """Serve until stopped. ``names`` are host names by which clients call it, beside its own."""
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        max_request_body_size=MAX_REQUEST_BYTES,
        transport_security=_own_names(host, names),
    )
    # It opens and closes what the application needs, which the check around it passes on.
    checked = KeyCheck(app, keys, always=not is_loopback(host))
    config = uvicorn.Config(
        checked, host=host, port=port, log_level="warning", limit_concurrency=MAX_CONNECTIONS, server_header=False
    )
    await uvicorn.Server(config).serve()


def _own_names(host: str, names: Sequence[str]) -> TransportSecuritySettings:
    """A web page that has a name of its own lead here (DNS rebinding) is not answered: only these names are."""
    machine = socket.gethostname()
    own = dict.fromkeys((*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host, machine, *names))
    hosts = [one for name in own for one in (name, f"{name}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts,
        allowed_origins=[f"{scheme}://{one}" for scheme in ("http", "https") for one in hosts],
    )
