"""``docinsight upload``: files into a session."""

import asyncio
from typing import Annotated

import typer

from cli import last_session, service
from cli.client import Client, Uploaded
from cli.console import err, out
from cli.exit_codes import Exit
from cli.options import AsJson, Base, Files, Key, Languages, Ocr, Password, Session
from cli.progress import follow, print_outcomes
from cli.uploads import by_filename, send
from shared.models.job import Job


def upload(
    files: Files,
    session: Session = None,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    wait: Annotated[bool, typer.Option(help="Wait until the files are read.")] = True,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Upload FILES into a session, and follow their reading page by page."""
    url = service.find(base)

    async def run() -> tuple[str, dict[str, Job]]:
        async with Client(url, key) as client:
            uploaded = await send(client, files, session, ocr=ocr, languages=languages, password=password)
            jobs = by_filename(files, uploaded.jobs)
            return uploaded.session_id, await follow(client, jobs) if wait else jobs

    with service.error_messages():
        used, jobs = asyncio.run(run())
    last_session.save(url, used)
    well = print_outcomes(jobs) if wait else True
    if as_json:
        out.print_json(Uploaded(session_id=used, jobs=list(jobs.values())).model_dump_json())
    else:
        err.print(f'Session {used}. Ask about it: docinsight ask "Who signed it?"', highlight=False, soft_wrap=True)
    if not well:
        raise typer.Exit(Exit.FAILED)
