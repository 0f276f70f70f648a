"""``docinsight search``: passages of documents."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli import last_session, queries, rendering, service
from cli.console import err, out
from cli.exit_codes import Exit
from cli.options import AsJson, Base, Key, Languages, Ocr, Pages, Password, Session
from docinsight_client import AsyncJob, AsyncPassages
from docinsight_client.requests import UploadOptions

SearchJob = AsyncJob[AsyncPassages]


def search(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="What you look for: a question, or some words.", show_default=False),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, metavar="FILES", help="Files to search.", show_default=False
        ),
    ] = None,
    session: Session = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="Most passages to show.", metavar="N")] = 10,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    pages: Pages = None,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages of FILES, or of a session's documents, that hold what a QUERY seeks.

    `docinsight search "notice period" lease.pdf`

    With files and no service running, one is started for this call alone. Ends with status 3 when no passage is found.
    """
    options: UploadOptions = {
        "session": session,
        "ocr": ocr,
        "languages": languages,
        "password": password,
        "pages": pages,
    }

    async def run(url: str) -> SearchJob:
        async with service.connected(url, key) as client:

            async def submit(used: str) -> SearchJob:
                return await client.submit_search(query, session=used, top_k=top)

            if files:
                return await queries.about_files(client, query, submit, files, options)
            return await queries.about_session(query, submit, session or queries.last(url))

    with service.error_messages():
        if files:
            with service.find_or_start(base, key) as (url, own):
                job = asyncio.run(run(url))
        else:
            url, own = service.find(base), False
            job = asyncio.run(run(url))
    if not own:
        last_session.save(url, job.session_id)
    if as_json:
        out.print_json(job.model_dump_json(exclude_unset=True))
    if job.result is None:
        err.print(rendering.unsuccessful(job, "The search"))
        raise typer.Exit(Exit.FAILED)
    if not as_json:
        for part in rendering.passages(job.result):
            out.print(part)
    if not job.result.passages:
        raise typer.Exit(Exit.NO_ANSWER)
