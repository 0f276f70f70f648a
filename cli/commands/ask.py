"""``docinsight ask``: a question to documents."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cli import last_session, pictures, queries, rendering, service
from cli.console import err, out, printable
from cli.exit_codes import Exit, fail
from cli.options import AsJson, Base, Key, Languages, Ocr, Pages, Password, Session, check_files
from docinsight_client import AsyncAnswers, AsyncJob, PageImage
from docinsight_client.requests import UploadOptions

PAGE_WIDTH = 1600
QuestionJob = AsyncJob[AsyncAnswers]
_BATCH = "Many questions"


def _check_format(path: Path | None) -> Path | None:
    """Refuse a file whose name says no format that an image can be written in, before anything is asked."""
    if path is not None:
        from PIL import Image

        if Image.registered_extensions().get(path.suffix.lower()) not in Image.SAVE:
            raise typer.BadParameter("Give it the suffix of an image, such as .png or .jpg.")
    return path


def ask(
    question: Annotated[
        str | None,
        typer.Argument(metavar="QUESTION", help="What you want to know, in plain words.", show_default=False),
    ] = None,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILES", help="Files to ask about.", show_default=False)
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help="Ask the questions of this file, one a row, about each of FILES; - is standard input.",
            show_default=False,
            rich_help_panel=_BATCH,
        ),
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", help="Print a row for each answer, not for each file.", rich_help_panel=_BATCH)
    ] = False,
    crops: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            metavar="DIR",
            help="Write a picture of each answer, framed on its page, into this folder.",
            show_default=False,
            rich_help_panel=_BATCH,
        ),
    ] = None,
    session: Session = None,
    top: Annotated[int, typer.Option(min=1, max=20, help="Most answers to show.", metavar="N")] = 3,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    pages: Pages = None,
    save_page: Annotated[
        Path | None,
        typer.Option(
            callback=_check_format,
            dir_okay=False,
            metavar="FILE",
            help="Write the page of the best answer, with the answer framed.",
            show_default=False,
        ),
    ] = None,
    picture: Annotated[bool, typer.Option(help="Show that page, where the terminal can.")] = True,
    base: Base = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Ask a QUESTION about FILES, or about those of a session.

    `docinsight ask "Who signed it?" report.pdf scan.png --save-page answer.png`

    With files and no service running, one is started for this call alone. Ends with status 3 when the
    documents do not contain an answer.

    `docinsight ask --csv questions.csv *.pdf > answers.csv` asks many questions about each of many files. The
    questions' file holds one a row, or two columns under the header `question,name`; the sheet that is printed has a
    row a file, and for each question columns with the answer, its page, its score and a link to it. A file that cannot
    be read has its error in its row, and the status is then 1. Files that were read before are not read again.
    """
    options: UploadOptions = {
        "session": session,
        "ocr": ocr,
        "languages": languages,
        "password": password,
        "pages": pages,
    }

    if questions is not None:
        many = [*([Path(question)] if question is not None else []), *(files or ())]
        if as_json or save_page is not None:
            raise typer.BadParameter("It prints CSV; leave --json and --save-page away.", param_hint="--csv")
        # Loaded here, as most calls do not need it.
        from cli.batch.command import ask_many

        ask_many(questions, many, options, base, key, long=long, crops=crops)
        return
    if question is None:
        raise typer.BadParameter("Missing.", param_hint="QUESTION")
    if long or crops is not None:
        raise typer.BadParameter("They go with --csv.", param_hint="--long, --crops")
    check_files(files or ())

    async def run(url: str) -> tuple[QuestionJob, PageImage | None]:
        async with service.connected(url, key) as client:

            async def submit(used: str) -> QuestionJob:
                return await client.submit_question(question, session=used, top_k=top)

            if files:
                job = await queries.about_files(client, question, submit, files, options)
            else:
                job = await queries.about_session(question, submit, session or queries.last(url))
            wanted = save_page is not None or (picture and not as_json and pictures.can_show(out))
            found = job.result.answers if job.result is not None and wanted else []
            return job, await found[0].page.image(PAGE_WIDTH) if found else None

    with service.error_messages():
        if files:
            with service.find_or_start(base, key) as (url, own):
                job, page = asyncio.run(run(url))
        else:
            url, own = service.find(base), False
            job, page = asyncio.run(run(url))
    if not own:
        last_session.save(url, job.session_id)
    answers = _show(job, as_json)
    if page is not None and picture and not as_json and pictures.can_show(out):
        pictures.show(page, out)
    if save_page is not None:
        _save(page, save_page)
    if not answers.answered:
        raise typer.Exit(Exit.NO_ANSWER)


def _show(job: QuestionJob, as_json: bool) -> AsyncAnswers:
    if as_json:
        out.print_json(job.model_dump_json(exclude_unset=True))
    if job.result is None:
        err.print(rendering.unsuccessful(job, "The question"))
        raise typer.Exit(Exit.FAILED)
    if not as_json:
        for part in rendering.answers(job.result):
            out.print(part)
    return job.result


def _save(page: PageImage | None, path: Path) -> None:
    if page is None:
        fail("There is not even a weak answer whose page could be written.", Exit.NO_ANSWER)
    try:
        page.save(path)
    except OSError as error:
        fail(f"{path} could not be written: {error.strerror}.", Exit.FAILED)
    err.print(Text(printable(f"The page is in {path}.")), soft_wrap=True)
