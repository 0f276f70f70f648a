"""The priority of a process for the operating system."""

import contextlib
import os
import time
from pathlib import Path

READING, IMAGES = 10, 5
"""Nice values. Nobody waits for these as they wait for an answer, and for an image sooner than for a document."""
ATTEMPTS = 10
ATTEMPT_INTERVAL_SECONDS = 0.11
"""The kernel takes one change in a tenth of a second."""

_AUTOGROUP = Path("/proc/self/autogroup")


def lower(nice: int, *, session: bool) -> None:
    """Have this process run at a lower priority, among the processes of its session or, with ``session``, among all.

    Where the kernel groups processes by their sessions (``sched_autogroup_enabled``), a nice value counts within the
    session alone, which has a value of its own. Elsewhere it counts among all anyway.
    """
    os.nice(nice)
    if not session:
        return
    for _ in range(ATTEMPTS):
        with contextlib.suppress(BlockingIOError):
            # There is no such file without the grouping, and it may be closed to containers.
            with contextlib.suppress(FileNotFoundError, PermissionError):
                _AUTOGROUP.write_text(str(nice))
            return
        time.sleep(ATTEMPT_INTERVAL_SECONDS)
