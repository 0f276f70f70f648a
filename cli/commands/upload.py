"""``docinsight upload``: files into a session."""

import asyncio
from typing import Annotated

import typer

from cli import last_session, service
from cli.console import err, out
from cli.exit_codes import Exit
from cli.options import AsJson, Base, Files, Key, Languages, Ocr, Pages, Password, Session
from cli.progress import follow, follow_attachments, print_outcomes
from cli.uploads import DocumentJob, send
from docinsight_client.requests import UploadOptions


def upload(
    files: Files,
    session: Session = None,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    pages: Pages = None,
    wait: Annotated[bool, typer.Option(help="Wait until the files are read.")] = True,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Upload FILES into a session, and follow their reading page by page.

    `docinsight upload *.pdf --session contracts`, and then: `docinsight ask "Who signed it?"`

    What is attached to mails is followed, too. Needs a service that stays (`docinsight up`). Ends with status 1 when a
    file could not be read.
    """
    url = service.find(base)

    options: UploadOptions = {
        "session": session,
        "ocr": ocr,
        "languages": languages,
        "password": password,
        "pages": pages,
    }

    async def run() -> dict[str, DocumentJob]:
        async with service.connected(url, key) as client:
            jobs = await send(client, files, options)
            return await follow_attachments(client, await follow(jobs)) if wait else jobs

    with service.error_messages():
        jobs = asyncio.run(run())
    used = next(iter(jobs.values())).session_id
    last_session.save(url, used)
    well = print_outcomes(jobs) if wait else True
    if as_json:
        listed = [job.model_dump(mode="json", exclude_unset=True) for job in jobs.values()]
        out.print_json(data={"session_id": used, "jobs": listed})
    else:
        err.print(f'Session {used}. Ask about it: docinsight ask "Who signed it?"', highlight=False, soft_wrap=True)
    if not well:
        raise typer.Exit(Exit.FAILED)
