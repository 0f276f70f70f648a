"""When a request that came to nothing is sent again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

_NOTHING_WAS_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MAY_PASS = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError)
_PUT_OFF = frozenset({429, 503})
"""The service did nothing yet, and may later."""
_LOST = frozenset({502, 504})
"""A proxy does not know what came of the request."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent, and the pauses between, in seconds.

    A pause is doubled each time, from ``first_delay`` up to ``max_delay``, and shortened at random by up to a half, so
    that clients that failed together do not return together. ``Retry-After`` replaces it; one longer than
    ``max_retry_after`` is not waited for. The defaults wait out a restart of the gateway: some 20 to 40 seconds.
    """

    attempts: int = 8
    first_delay: float = 0.5
    max_delay: float = 10.0
    max_retry_after: float = 60.0

    def delay(self, attempt: int) -> float:
        """The pause after an attempt; the first is 1."""
        longest = min(self.max_delay, self.first_delay * 2.0 ** min(attempt - 1, 30))
        return float(longest) * random.uniform(0.5, 1)  # noqa: S311

    def after_failure(self, attempt: int, error: httpx.TransportError, *, repeatable: bool) -> float | None:
        """The pause before the next attempt after the connection failed; None when there is none."""
        again = isinstance(error, _MAY_PASS) and (repeatable or not may_have_arrived(error))
        if attempt >= self.attempts or not again:
            return None
        return self.delay(attempt)

    def after_response(
        self, attempt: int, status: int, headers: Mapping[str, str], *, repeatable: bool, keyed: bool
    ) -> float | None:
        """The pause before the next attempt after such a response; None when it is the last word.

        ``keyed`` is a request with an idempotency key: to one whose first attempt is still under way the service
        responds 409.
        """
        again = status in _PUT_OFF or (status in _LOST and repeatable) or (status == 409 and keyed)
        if attempt >= self.attempts or not again:
            return None
        wait = retry_after(headers)
        if wait is None:
            return self.delay(attempt)
        return None if wait > self.max_retry_after else wait


def may_have_arrived(error: httpx.TransportError) -> bool:
    """Whether the service may have done what was asked before the connection failed."""
    return not isinstance(error, _NOTHING_WAS_SENT)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that ``Retry-After`` names; None without it, or where it names a date."""
    value = headers.get("Retry-After", "").strip()
    return float(value) if value.isdecimal() else None
