"""The open connections of a gateway: how many there may be, in all and of one address."""

import ipaddress
from collections import Counter
from dataclasses import dataclass
from typing import Literal, Protocol

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import DocInsightError, RateLimited, Unavailable

PROBE_ROOM = 64
"""Connections beyond the limits, on which health checks alone are answered. A new one takes the place of the oldest."""
PROBES = ("/health", "/health/live")
RETRY_AFTER_SECONDS = 5

Admission = Literal["all", "full", "full-of-address"]
"""Whether a connection may send any request; else the limit for which it is answered health checks alone."""


class Closable(Protocol):
    """A connection that can be ended at once."""

    def abort(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and how long one may be silent, in seconds."""

    most: int
    most_of_address: int
    idle_seconds: float
    head_seconds: float
    body_seconds: float
    most_discarded_bytes: int


class Connections:
    """Counts connections. An IPv6 address counts with its network, of which one machine has all addresses."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._networks: dict[Closable, str] = {}
        self._counts: Counter[str] = Counter()
        self._probing: dict[Closable, None] = {}

    def add(self, connection: Closable, address: str) -> Admission:
        """Count a connection, or have it take one of the places for probes."""
        network = _network(address)
        over: Admission = "full" if len(self._networks) >= self._limits.most else "full-of-address"
        if over == "full-of-address" and self._counts[network] < self._limits.most_of_address:
            self._networks[connection] = network
            self._counts[network] += 1
            return "all"
        if len(self._probing) >= PROBE_ROOM:
            oldest = next(iter(self._probing))
            del self._probing[oldest]
            oldest.abort()
        self._probing[connection] = None
        return over

    def remove(self, connection: Closable) -> None:
        """A connection has ended."""
        self._probing.pop(connection, None)
        network = self._networks.pop(connection, None)
        if network is not None:
            self._counts[network] -= 1
            if not self._counts[network]:
                del self._counts[network]


class ProbesOnly:
    """The application as a connection beyond the limits sees it."""

    def __init__(self, app: ASGIApp, admission: Admission, refused: "Refusal") -> None:
        self._app, self._admission, self._refused = app, admission, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a health check; refuse all else and close."""
        # A proxy may have left its own prefix before the path.
        if scope["path"].endswith(PROBES):
            await self._app(scope, receive, send)
        else:
            await self._refused(_too_many(self._admission))(scope, receive, send)


class Refusal(Protocol):
    """Makes a response of an error, after which the connection closes."""

    def __call__(self, error: DocInsightError) -> Response:
        """The response."""


def _too_many(admission: Admission) -> DocInsightError:
    if admission == "full":
        return Unavailable("Too many connections are open; try again shortly.", retry_after=RETRY_AFTER_SECONDS)
    detail = "Too many connections are open from your address; close some."
    return RateLimited(detail, retry_after=RETRY_AFTER_SECONDS)


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
