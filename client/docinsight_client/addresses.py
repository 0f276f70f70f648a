"""Where the service is, and what reaches it."""

import ipaddress
import os

import httpx

DEFAULT_BASE = "http://localhost:8000"
CONNECT_TIMEOUT_SECONDS = 5.0
RESPONSE_TIMEOUT_SECONDS = 60.0
"""Without a byte, beyond the time for which the service was asked to hold the response."""


def base_of(given: str | None) -> str:
    """The base URL given, else that of DOCINSIGHT_BASE, else the usual one; without a slash at its end."""
    return (given or os.environ.get("DOCINSIGHT_BASE") or DEFAULT_BASE).rstrip("/")


def key_of(given: str | None) -> str | None:
    """The API key given, else that of DOCINSIGHT_KEY."""
    return given or os.environ.get("DOCINSIGHT_KEY") or None


def uses_proxies(base: str) -> bool:
    """Whether the environment's proxies apply: they are for other machines than this one."""
    host = httpx.URL(base).host
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def timeout(wait: float) -> httpx.Timeout:
    """The timeouts of a request whose response the service may hold for so many seconds."""
    return httpx.Timeout(RESPONSE_TIMEOUT_SECONDS + wait, connect=CONNECT_TIMEOUT_SECONDS)
