"""Following jobs to their end, with a progress bar each."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from cli import rendering
from cli.console import err, printable
from cli.uploads import DocumentJob
from docinsight_client import AsyncDocInsight, AsyncJob

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


async def follow_attachments(client: AsyncDocInsight, jobs: Mapping[str, DocumentJob]) -> dict[str, DocumentJob]:
    """Follow the jobs of what is attached to mails that were read, too: all of them, each behind its mail's.

    Their names begin with those of their mails. Raises DocInsightError.
    """
    found: dict[str, DocumentJob] = {}
    for name, job in jobs.items():
        found[name] = job
        if job.result is None or not job.result.children:
            continue
        attached: dict[str, DocumentJob] = {}
        for position, one in enumerate(await client.attachment_jobs(job.result), 1):
            document = await client.document(one.document_id or "")
            known = f"{name} > {document.filename}"
            attached[known if known not in attached else f"{known} ({position})"] = one
        found |= await follow_attachments(client, await follow(attached))
    return found


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
    """Print the outcome of each upload under its name; True when all succeeded."""
    for name, job in jobs.items():
        if job.status == "succeeded" and job.result is not None:
            err.print(rendering.document(job.result, name))
        else:
            err.print(rendering.unsuccessful(job, name))
    return all(job.status == "succeeded" for job in jobs.values())
