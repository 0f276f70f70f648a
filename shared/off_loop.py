"""Computations beside an event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

THREADS = 1
"""Python runs one thread at a time, and each that is busy delays every step of the event loop by some milliseconds."""


@lru_cache(1)
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "off-loop")


async def off_loop(function: Callable[[], T]) -> T:
    """Run a function that computes for long in a thread; the event loop goes on meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_executor(), function)
