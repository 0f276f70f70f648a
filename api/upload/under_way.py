"""How many uploads are received at once: each takes memory, however slowly its bytes come."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from shared.errors import RateLimited

RETRY_AFTER_SECONDS = 5


class UploadsUnderWay:
    """Counts the uploads that this gateway is receiving, by space. ``most``: of one space; 0: any number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[str] = Counter()

    @contextlib.contextmanager
    def one_more(self, space: str) -> Iterator[None]:
        """The block receives an upload. Raises RateLimited where too many of its space are under way."""
        if self._most and self._counts[space] >= self._most:
            raise RateLimited("Too many uploads are under way; wait for some to end.", retry_after=RETRY_AFTER_SECONDS)
        self._counts[space] += 1
        try:
            yield
        finally:
            self._counts[space] -= 1
            if not self._counts[space]:
                del self._counts[space]
