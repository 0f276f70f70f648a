"""Following jobs to their end, with a progress bar each."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from cli import rendering
from cli.console import err, printable
from cli.uploads import DocumentJob
from docinsight_client import AsyncJob

J = TypeVar("J", bound=AsyncJob[Any])


async def follow(jobs: Mapping[str, J]) -> dict[str, J]:
    """Follow jobs, each under a name for people, until all have ended. Raises DocInsightError."""
    columns = (SpinnerColumn(finished_text=" "), TextColumn("{task.description}"), BarColumn(), _state_column())
    ended: dict[str, J] = {}
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True, disable=not err.is_terminal) as bars:

        async def one(name: str, job: J) -> None:
            bar = bars.add_task(printable(name), total=None, state="")
            async for job in job.follow():  # noqa: B020
                _update(bars, bar, job)
            ended[name] = job

        async with asyncio.TaskGroup() as group:
            for name, job in jobs.items():
                group.create_task(one(name, job))
    return {name: ended[name] for name in jobs}


def _state_column() -> TextColumn:
    return TextColumn("{task.fields[state]}", justify="right")


def _update(bars: Progress, bar: TaskID, job: AsyncJob[Any]) -> None:
    if job.ended:
        bars.update(bar, total=1, completed=1, state=job.status)
    elif job.progress is not None:
        bars.update(bar, total=job.progress.total, completed=job.progress.done, state=rendering.progress(job))
    else:
        bars.update(bar, state=rendering.progress(job) or job.status)


def print_outcomes(jobs: Mapping[str, DocumentJob]) -> bool:
    """Print the outcome of each upload; True when all succeeded."""
    for name, job in jobs.items():
        if job.status == "succeeded" and job.result is not None:
            err.print(rendering.document(job.result))
        else:
            err.print(rendering.unsuccessful(job, name))
    return all(job.status == "succeeded" for job in jobs.values())
