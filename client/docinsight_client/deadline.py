"""The end of a time that was given."""

import math
import time


class Deadline:
    """So many seconds from now; never, when None."""

    def __init__(self, seconds: float | None) -> None:
        self._end = math.inf if seconds is None else time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """The seconds until it is reached, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def reached(self) -> bool:
        """True when the time is over."""
        return self.remaining == 0

    @property
    def seconds(self) -> float | None:
        """The seconds until it is reached; None when it never is."""
        return self.remaining if self.exists else None

    def whole_seconds(self, most: int) -> int:
        """The seconds until it is reached, rounded up, and at most so many."""
        return math.ceil(min(self.remaining, most))

    @property
    def exists(self) -> bool:
        """False when it is never reached."""
        return self._end != math.inf
