"""Delivering webhooks: signed as Standard Webhooks has it, and never to an address that is not public.

An address is checked where the connection is made, and that very address is connected to: a name that stands for
another address a moment later gains nothing. Redirects are not followed, as the standard recommends.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpcore
from standardwebhooks import Webhook

from shared import __version__
from worker.public_addresses import Address, is_public

CONNECT_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt to deliver. ``final``: another would come to the same."""

    delivered: bool
    cause: str = ""
    final: bool = False


class NotPublic(OSError):
    """An address to which nothing is delivered."""


def deliver(url: str, body: str, *, message_id: str, secret: str, seconds: float, private: bool) -> Outcome:
    """POST ``body``, within ``seconds`` in all. ``private``: also to addresses that are not public."""
    now = datetime.now(UTC)
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/json",
        "User-Agent": f"doc-insight/{__version__}",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, body),
    }
    backend = _PublicBackend(time.monotonic() + seconds, private=private)
    timeout = {"connect": CONNECT_TIMEOUT_SECONDS, "read": seconds, "write": seconds, "pool": seconds}
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            # Only the status matters: the body is left unread.
            pool.stream("POST", url, headers=headers, content=body.encode(), extensions={"timeout": timeout}) as reply,
        ):
            status = reply.status
    except NotPublic:
        return Outcome(False, "the address is not public", final=True)
    except httpcore.TimeoutException:
        return Outcome(False, "no answer in time")
    except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, UnicodeError):
        return Outcome(False, "the URL cannot be called", final=True)
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError):
        return Outcome(False, "no connection")
    if 200 <= status < 300:
        return Outcome(True)
    return Outcome(False, f"answered {status}", final=status == 410)


class _PublicBackend(httpcore.SyncBackend):
    """Connects to public addresses only, and with a deadline for all that is sent and received."""

    def __init__(self, deadline: float, *, private: bool) -> None:
        self._deadline, self._private = deadline, private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers; one that is not public refuses them all."""
        addresses = _resolved(host, port)
        if not self._private and not all(map(is_public, addresses)):
            raise NotPublic
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address in addresses[:3]:
            try:
                left = _left(self._deadline, timeout)
                stream = super().connect_tcp(str(address), port, left, local_address, socket_options)
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise httpcore.ConnectError("the host has no address") from error
    return list(dict.fromkeys(ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found))


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)


class _DeadlineStream(httpcore.NetworkStream):
    """A connection with a deadline: a receiver that answers byte by byte delays nobody."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes, as soon as there are any."""
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Continue under TLS."""
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Facts about the connection, as httpcore names them."""
        return self._stream.get_extra_info(info)
