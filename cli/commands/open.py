"""``docinsight open``: the web page, at an answer."""

import asyncio
from typing import Annotated

import typer

from cli import last_session, service
from cli.console import out
from cli.exit_codes import Exit, fail
from cli.options import Base, Key, Session


def open_page(
    rank: Annotated[int, typer.Argument(min=1, metavar="N", help="Which of the answers; the best is 1.")] = 1,
    job: Annotated[
        str | None, typer.Option(metavar="JOB", help="The question's job; the newest.", show_default=False)
    ] = None,
    session: Session = None,
    browser: Annotated[bool, typer.Option(help="Open it in the browser, beside printing its address.")] = True,
    base: Base = None,
    key: Key = None,
) -> None:
    """Open the service's web page at the Nth answer to a question, framed on its page."""
    url = service.find(base)
    with service.error_messages():
        address = asyncio.run(_address(url, key, job, session or last_session.load(url), rank))
    out.print(address, soft_wrap=True, markup=False)
    if browser:
        typer.launch(address)


async def _address(url: str, key: str | None, job_id: str | None, session: str | None, rank: int) -> str:
    async with service.connected(url, key) as client:
        if job_id is not None:
            job = await client.job(job_id)
        elif session is None:
            fail("Say of which session by --session.", Exit.FAILED)
        else:
            found = [job async for job in client.jobs(session) if job.kind == "question" and job.status == "succeeded"]
            if not found:
                fail("No question of this session has been answered.", Exit.FAILED)
            job = found[0]
    # Loaded here, as most calls do not need it.
    from docinsight_client.links import answer_link

    return answer_link(url, job.session_id, job.id, rank)
