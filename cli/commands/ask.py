"""``docinsight ask``: a question to documents."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli import last_session, rendering, service
from cli.client import Client
from cli.console import err, out
from cli.exit_codes import Exit, fail
from cli.options import AsJson, Base, Key, Languages, Ocr, Password, Session
from cli.progress import follow, print_outcomes
from cli.uploads import by_filename, send
from shared.models.answer import Answers
from shared.models.job import Job

_QUESTION = "question"


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in plain words.", show_default=False)],
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, readable=True, metavar="[FILES]...", show_default=False),
    ] = None,
    session: Session = None,
    top: Annotated[int, typer.Option(min=1, max=20, help="Most answers to show.", metavar="N")] = 3,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Ask a QUESTION about FILES, or about those of a session.

    With files and no service running, one is started for this call alone. Ends with status 3 when the
    documents do not contain an answer.
    """

    async def run(url: str) -> Job:
        async with Client(url, key) as client:
            if not files:
                asked = await client.ask(question, session or _last(url), top)
                return (await follow(client, {_QUESTION: asked}))[_QUESTION]
            uploaded = await send(client, files, session, ocr=ocr, languages=languages, password=password)
            jobs = by_filename(files, uploaded.jobs)
            # The question waits for the reading by itself.
            asked = await client.ask(question, uploaded.session_id, top)
            ended = await follow(client, {**jobs, question: asked})
            print_outcomes({name: ended[name] for name in jobs})
            return ended[question]

    with service.error_messages():
        if files:
            with service.find_or_start(base, key) as (url, own):
                job = asyncio.run(run(url))
        else:
            url, own = service.find(base), False
            job = asyncio.run(run(url))
    if not own:
        last_session.save(url, job.session_id)
    _show(job, as_json)


def _last(url: str) -> str:
    session = last_session.load(url)
    if session is None:
        fail("Name files to ask about, or a session by --session.", Exit.FAILED)
    return session


def _show(job: Job, as_json: bool) -> None:
    if as_json:
        out.print_json(job.model_dump_json())
    if not isinstance(job.result, Answers):
        err.print(rendering.unsuccessful(job, "The question"))
        raise typer.Exit(Exit.FAILED)
    if not as_json:
        for part in rendering.answers(job.result):
            out.print(part)
    if not job.result.answered:
        raise typer.Exit(Exit.NO_ANSWER)
