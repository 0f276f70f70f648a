"""Which hosts and origins a gateway without API keys answers to.

Anyone who reaches such a gateway may use it, and through a browser any web page reaches what its user does: by a name
of its own that resolves to this machine (DNS rebinding), or by sending a form. A browser says what it was told, in
`Host` and `Origin`; so only names that are this service's own are answered.
"""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import problem_response
from shared.errors import DocInsightError, ForeignOrigin, MalformedRequest, MisdirectedRequest
from shared.settings import Settings

SERVICE_NAMES = frozenset({"api", "gateway", "doc-insight", "doc-insight-api", "docinsight", "docinsight-api"})
"""What compose files and manifests call the gateway, for other containers."""
CLUSTER_SUFFIXES = (".svc", ".svc.cluster.local")
"""What follows a service's name and its namespace in Kubernetes. Nobody can register such a name."""
EXEMPT = frozenset({"/health", "/health/live", "/metrics"})
"""Probes and scrapers use addresses."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_HOST = re.compile(
    r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9_-])?)\.?)(?::[0-9]{0,5})?"
)


class HostCheck:
    """Pure ASGI. With API keys, only the form of `Host` is checked."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._open = not settings.api_keys
        self._names = _own_names(settings)
        self._suffixes = tuple(name[1:] for name in settings.hosts if name.startswith("*."))
        self._any = "*" in settings.hosts
        self._origins = frozenset(settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or refuse it."""
        error = self._error(scope) if scope["type"] == "http" else None
        if error is None:
            await self._app(scope, receive, send)
        else:
            await problem_response(error.problem(), scope["state"]["request_id"])(scope, receive, send)

    def _error(self, scope: Scope) -> DocInsightError | None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if not hosts and scope["http_version"] == "1.0":
            # Sent by old probes, and by no browser.
            hosts = ["localhost"]
        if len(hosts) != 1 or (name := host_name(hosts[0])) is None:
            return MalformedRequest("Send the header 'Host' once, with the name of the service.")
        if not self._open:
            return None
        if scope["state"]["path"] not in EXEMPT and not self._is_own(name, scope.get("server")):
            return MisdirectedRequest()
        if scope["method"] not in SAFE_METHODS:
            origin = Headers(scope=scope).get("origin")
            if origin is not None and not self._is_own_origin(origin, hosts[0]):
                return ForeignOrigin()
        return None

    def _is_own(self, name: str, server: tuple[str, int | None] | None) -> bool:
        if self._any or name in self._names or name.endswith((".localhost", *self._suffixes)):
            return True
        if name.partition(".")[0] in SERVICE_NAMES and name.endswith(CLUSTER_SUFFIXES):
            return True
        address = _address(name)
        # The address at which the request came is one that the gateway listens on.
        return address is not None and (address.is_loopback or (server is not None and address == _address(server[0])))

    def _is_own_origin(self, origin: str, host: str) -> bool:
        if origin in self._origins or "*" in self._origins:
            return True
        try:
            parts = urlsplit(origin)
            default = {"http": 80, "https": 443}.get(parts.scheme)
            return default is not None and _with_port(parts.netloc, default) == _with_port(host, default)
        except ValueError:
            return False


def host_name(host: str) -> str | None:
    """The name or address in a `Host` header, in lower case and without its port; None for what is no host."""
    found = _HOST.fullmatch(host)
    return None if found is None else (found[1] or found[2]).lower()


def _with_port(host: str, default: int) -> tuple[str | None, int]:
    port = host.rpartition(":")[2]
    return host_name(host), int(port) if port.isdecimal() and ":" in host else default


def _own_names(settings: Settings) -> frozenset[str]:
    machine = socket.gethostname().lower()
    bound = (settings.host.lower(), *(() if settings.api_address is None else (settings.api_address.lower(),)))
    return (
        frozenset({"localhost", machine, f"{machine}.local", *bound, *map(str.lower, settings.hosts)}) | SERVICE_NAMES
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
