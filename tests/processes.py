"""Processes of the service, as tests run them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import psutil

from shared.child_process import spawn, stop

T = TypeVar("T")

ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def running(settings: Mapping[str, str], *arguments: str, checkout: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the service with these environment variables beside ours, ended at the end."""
    process = spawn([sys.executable, "-m", *arguments], {**os.environ, **settings}, cwd=checkout)
    try:
        yield process
    finally:
        stop(process)


def wait_until(condition: Callable[[], T], seconds: float = 60) -> T:
    """The first true value of a condition; fails when the time is over."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {condition}")
        time.sleep(0.02)
    return value


def gone(pid: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
