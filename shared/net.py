"""Addresses and ports of this machine."""

import contextlib
import errno
import ipaddress
import random
import socket


def free_port() -> int:
    """A loopback port that nobody listens on now, drawn at random.

    It lies below the ports that systems give to outgoing connections (from 32,768 on Linux), or one of those could take
    it before the caller listens there.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        if is_free("127.0.0.1", port):
            return port
    raise OSError(errno.EADDRINUSE, "none of 100 ports is free")


def is_free(host: str, port: int) -> bool:
    """True when this process could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_loopback(host: str) -> bool:
    """True when only this machine can reach the address."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
