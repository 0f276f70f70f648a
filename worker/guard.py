"""A limit on the time and the memory of a piece of work that cannot be interrupted.

Native code neither looks at a clock nor survives a failed allocation. So a thread watches, tells why, and ends
the whole process group of this process; the worker starts another, and the work goes on without what was too much.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from types import TracebackType

import psutil

from shared.errors import DocInsightError, OutOfMemory, PageTimeout

LOOK_EVERY = 0.05
"""Seconds between looks at memory: native code can take a GiB in a tenth of a second."""


class Guard:
    """Ends this process if the block takes over ``seconds``, or over ``memory`` bytes more than before it.

    ``too_much`` is told why, just before. Not for blocks within blocks.
    """

    def __init__(self, seconds: float, memory: int, too_much: Callable[[DocInsightError], None] | None = None) -> None:
        self._seconds = seconds
        self._memory = memory
        self._too_much = too_much
        self._over = threading.Event()

    def __enter__(self) -> "Guard":
        self._process = psutil.Process()
        self._most = self._process.memory_info().rss + self._memory
        self._end = time.monotonic() + self._seconds
        self._thread = threading.Thread(target=self._watch, name="guard", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            if time.monotonic() > self._end:
                self._end_process(PageTimeout())
            elif self._process.memory_info().rss > self._most:
                self._end_process(OutOfMemory())

    def _end_process(self, error: DocInsightError) -> None:
        if self._too_much is not None:
            # Memory may be growing by the GiB while this is written: a few seconds at most.
            telling = threading.Thread(target=self._tell, args=(error,), daemon=True)
            telling.start()
            telling.join(timeout=5)
        for child in self._process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        os.kill(os.getpid(), signal.SIGKILL)

    def _tell(self, error: DocInsightError) -> None:
        assert self._too_much is not None
        self._too_much(error)
