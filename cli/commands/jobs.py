"""``docinsight jobs``: what is under way, and stopping it."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from cli import last_session, rendering, service
from cli.console import out, printable
from cli.exit_codes import Exit, fail
from cli.options import AsJson, Base, Key, Session
from docinsight_client import AsyncJob, AsyncResult

POLL_INTERVAL_SECONDS = 1.0

app = typer.Typer(help="List the jobs of a session, watch them, or cancel some.", invoke_without_command=True)


@app.callback()
def jobs(
    context: typer.Context,
    session: Session = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Most jobs to list.")] = 20,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Keep the list up to date until all have ended.")
    ] = False,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the jobs of a session, newest first; watch them, or cancel some."""
    if context.invoked_subcommand is not None:
        return
    url = service.find(base)
    used = session or last_session.load(url)
    if used is None:
        fail("Say of which session by --session.", Exit.FAILED)

    async def run() -> None:
        async with service.connected(url, key) as client:
            page = await client.jobs_page(used, limit=limit)
            if as_json:
                out.print_json(page.model_dump_json(exclude_unset=True))
                return
            succeeded: dict[str, AsyncJob[AsyncResult]] = {}
            rows = await _with_results(page.jobs, succeeded)
            with Live(rendering.jobs(rows), console=out, auto_refresh=False) as live:
                while watch and not all(job.ended for job in rows):
                    await asyncio.sleep(POLL_INTERVAL_SECONDS)
                    page = await client.jobs_page(used, limit=limit)
                    rows = await _with_results(page.jobs, succeeded)
                    live.update(rendering.jobs(rows), refresh=True)

    with service.error_messages():
        asyncio.run(run())


async def _with_results(
    rows: Sequence[AsyncJob[AsyncResult]], succeeded: dict[str, AsyncJob[AsyncResult]]
) -> list[AsyncJob[AsyncResult]]:
    """The jobs of a list, those that have succeeded with their results; ``succeeded`` keeps these."""
    for row in rows:
        if row.status == "succeeded" and row.id not in succeeded:
            succeeded[row.id] = await row.refresh()
    return [succeeded.get(row.id, row) for row in rows]


@app.command()
def cancel(
    ids: Annotated[list[str], typer.Argument(metavar="JOB...", help="The jobs to end.", show_default=False)],
    base: Base = None,
    key: Key = None,
) -> None:
    """End jobs that have not ended."""

    async def run() -> list[AsyncJob[AsyncResult]]:
        async with service.connected(service.find(base), key) as client:
            return [await client.cancel(job_id) for job_id in ids]

    with service.error_messages():
        for job in asyncio.run(run()):
            out.print(Text(printable(f"{job.id} is {job.status}.")))
