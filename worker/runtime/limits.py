"""Limits on the time and the memory of code that cannot be interrupted.

Native code neither checks a clock nor survives a failed allocation. So a thread watches, reports the error, and kills
this process with all that it started; the worker starts another, which continues without what exceeded its limits.

Time that the threads of this process waited for a processor does not count: on a busy machine every page takes long.

The thread cannot run while native code holds the interpreter's lock. For that case the kernel sends an alarm a little
after the time limit, which kills the process (the cause follows from the ledger then), and refuses memory beyond twice
the limit.
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

MAX_ALLOCATION_BYTES_PER_SECOND = 10 << 30
"""How fast native code can allocate: the less memory is left, the sooner it is checked again."""
MIN_POLL_INTERVAL_SECONDS = 0.02
MAX_POLL_INTERVAL_SECONDS = 0.2
REPORT_TIMEOUT_SECONDS = 5
"""For reporting the error; memory may be growing by the GiB meanwhile."""

_STATUS = Path("/proc/self/status")
_THREADS = Path("/proc/self/task")


class Limits:
    """Kills this process if the block takes over ``seconds``, or over ``memory`` bytes more than before it.

    ``most_seconds``: how long it may take together with the time that it waits for a processor; None: any time.
    ``on_exceeded`` gets the error just before. For the main thread of a process; blocks must not be nested.
    Raises OutOfMemory where an allocation fails.
    """

    def __init__(
        self,
        seconds: float,
        memory: int,
        on_exceeded: Callable[[DocInsightError], None] | None = None,
        most_seconds: float | None = None,
    ) -> None:
        self._most_seconds = most_seconds
        self._seconds = seconds
        self._memory = memory
        self._on_exceeded = on_exceeded
        self._done = threading.Event()

    def __enter__(self) -> "Limits":
        self._process = psutil.Process()
        self._max_rss = self._process.memory_info().rss + self._memory
        self._started = time.monotonic()
        self._deadline = self._started + min(self._seconds, self._most_seconds or self._seconds)
        self._cpu_times = _cpu_times()
        self._thread = threading.Thread(target=self._watch, name="limits", daemon=True)
        self._thread.start()
        self._data_limits = resource.getrlimit(resource.RLIMIT_DATA)
        _limit_data(2 * self._memory, self._data_limits)
        self._previous_alarm = signal.setitimer(signal.ITIMER_REAL, self._seconds + REPORT_TIMEOUT_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        signal.setitimer(signal.ITIMER_REAL, *self._previous_alarm)
        resource.setrlimit(resource.RLIMIT_DATA, self._data_limits)
        if isinstance(error, MemoryError):
            raise OutOfMemory from error

    def _watch(self) -> None:
        left = self._memory
        while not self._done.wait(_poll_interval(left)):
            left = self._max_rss - self._process.memory_info().rss
            if time.monotonic() > self._deadline and not self._extend():
                self._kill(PageTimeout())
            elif left < 0:
                self._kill(OutOfMemory())

    def _extend(self) -> bool:
        """Extend the deadline by the time that the block waited for a processor. False when it had all of its time."""
        elapsed = time.monotonic() - self._started
        ran, waited = (now - before for now, before in zip(_cpu_times(), self._cpu_times, strict=True))
        # Threads wait side by side.
        waited /= max(1.0, (ran + waited) / elapsed)
        left = self._seconds - (elapsed - waited)
        if self._most_seconds is not None:
            left = min(left, self._most_seconds - elapsed)
        if left < MIN_POLL_INTERVAL_SECONDS:
            return False
        self._deadline = time.monotonic() + left
        signal.setitimer(signal.ITIMER_REAL, left + REPORT_TIMEOUT_SECONDS)
        return True

    def _kill(self, error: DocInsightError) -> None:
        if self._on_exceeded is not None:
            reporting = threading.Thread(target=self._on_exceeded, args=(error,), daemon=True)
            reporting.start()
            reporting.join(timeout=REPORT_TIMEOUT_SECONDS)
        _kill_process()


def _poll_interval(left: int) -> float:
    soonest = left / MAX_ALLOCATION_BYTES_PER_SECOND
    return min(max(soonest, MIN_POLL_INTERVAL_SECONDS), MAX_POLL_INTERVAL_SECONDS)


def _kill_process() -> None:
    """Kill this process and, where it leads a group of its own, all that it started."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _cpu_times() -> tuple[float, float]:
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
