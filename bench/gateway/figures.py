"""Times, quantiles and tables of them."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

console = Console(width=120)


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def timed(calls: int, call: Callable[[], Awaitable[Any]]) -> list[float]:
    """Milliseconds of each call, one after the other."""
    times = []
    for _ in range(calls):
        started = time.perf_counter()
        await call()
        times.append(1000 * (time.perf_counter() - started))
    return times


def table(title: str, *columns: str) -> Table:
    """A table of figures."""
    made = Table(title=title, title_justify="left")
    made.add_column(columns[0])
    for column in columns[1:]:
        made.add_column(column, justify="right")
    return made


def mib(one: psutil.Process) -> float:
    """Resident memory in MiB."""
    return float(one.memory_info().rss) / (1 << 20)
