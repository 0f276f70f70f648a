"""A limit on the time and the memory of a piece of work that cannot be interrupted.

Native code neither looks at a clock nor survives a failed allocation. So a thread watches, tells why, and ends
this process with all that it started; the worker starts another, and the work goes on without what was too much.

Time that the threads of this process waited for a processor does not count: on a busy machine every page takes long.

The kernel stands behind the thread, which cannot run while native code holds the interpreter's lock: an alarm ends
the process a little after its time (the ledger tells why then), and memory beyond twice the limit is refused.
"""

import contextlib
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import psutil

from shared.errors import DocInsightError, OutOfMemory, PageTimeout

FASTEST = 10 << 30
"""Bytes a second that native code can take: the less memory is left, the sooner is the next look at it."""
LOOK_EVERY = 0.02
"""Least seconds between looks."""
LOOK_AT_LAST = 0.2
"""Most seconds between looks."""
TELL_SECONDS = 5
"""Most seconds for telling why; memory may be growing by the GiB meanwhile."""

_STATUS = Path("/proc/self/status")
_THREADS = Path("/proc/self/task")


class Guard:
    """Ends this process if the block takes over ``seconds``, or over ``memory`` bytes more than before it.

    ``too_much`` is told why, just before. For the main thread of a process; not for blocks within blocks.
    """

    def __init__(self, seconds: float, memory: int, too_much: Callable[[DocInsightError], None] | None = None) -> None:
        self._seconds = seconds
        self._memory = memory
        self._too_much = too_much
        self._over = threading.Event()

    def __enter__(self) -> "Guard":
        self._process = psutil.Process()
        self._most = self._process.memory_info().rss + self._memory
        self._began = time.monotonic()
        self._end = self._began + self._seconds
        self._scheduled = _scheduled()
        self._thread = threading.Thread(target=self._watch, name="guard", daemon=True)
        self._thread.start()
        self._limits = resource.getrlimit(resource.RLIMIT_DATA)
        _limit_data(2 * self._memory, self._limits)
        self._alarm = signal.setitimer(signal.ITIMER_REAL, self._seconds + TELL_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        signal.setitimer(signal.ITIMER_REAL, *self._alarm)
        resource.setrlimit(resource.RLIMIT_DATA, self._limits)
        if isinstance(error, MemoryError):
            raise OutOfMemory from error

    def _watch(self) -> None:
        left = self._memory
        while not self._over.wait(min(max(left / FASTEST, LOOK_EVERY), LOOK_AT_LAST)):
            left = self._most - self._process.memory_info().rss
            if time.monotonic() > self._end and not self._prolong():
                self._end_process(PageTimeout())
            elif left < 0:
                self._end_process(OutOfMemory())

    def _prolong(self) -> bool:
        """Give the block the time back that it waited for a processor. False when it had all of its time."""
        elapsed = time.monotonic() - self._began
        ran, waited = (now - before for now, before in zip(_scheduled(), self._scheduled, strict=True))
        # Threads wait side by side.
        waited /= max(1.0, (ran + waited) / elapsed)
        left = self._seconds - (elapsed - waited)
        if left < LOOK_EVERY:
            return False
        self._end = time.monotonic() + left
        signal.setitimer(signal.ITIMER_REAL, left + TELL_SECONDS)
        return True

    def _end_process(self, error: DocInsightError) -> None:
        if self._too_much is not None:
            telling = threading.Thread(target=self._too_much, args=(error,), daemon=True)
            telling.start()
            telling.join(timeout=TELL_SECONDS)
        end_process()


def end_process() -> None:
    """End this process and, where it leads a group of its own, all that it started."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _scheduled() -> tuple[float, float]:
    """Seconds that the threads of this process ran, and waited for a processor, where the kernel counts it (Linux)."""
    ran = waited = 0
    for thread in _THREADS.glob("*/schedstat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            times = thread.read_text().split()
            ran, waited = ran + int(times[0]), waited + int(times[1])
    return ran / 1e9, waited / 1e9


def _limit_data(more: int, limits: tuple[int, int]) -> None:
    """Let this process allocate ``more`` bytes and no more, where the kernel counts them (Linux)."""
    if not _STATUS.exists():
        return
    fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    now = int(fields["VmData"].split()[0]) * 1024
    most = now + more if limits[1] == resource.RLIM_INFINITY else min(now + more, limits[1])
    resource.setrlimit(resource.RLIMIT_DATA, (most, limits[1]))
