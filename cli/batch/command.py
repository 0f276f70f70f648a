"""Asking the questions of a file about each of many files: ``docinsight ask --csv``."""

import asyncio
import secrets
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from cli import last_session, rendering, service
from cli.batch import questions as questions_file
from cli.batch import tables
from cli.batch.asking import Asker, FileAnswers, in_order
from cli.batch.crops import save_crops
from cli.batch.questions import Questions, UnusableQuestions
from cli.batch.sheet import Sheet
from cli.console import err, printable
from cli.exit_codes import Exit, fail
from cli.uploads import DocumentJob
from docinsight_client import AsyncDocInsight
from docinsight_client.requests import UploadOptions

STANDARD_INPUT = Path("-")


@dataclass(slots=True)
class Outcome:
    """What became of a run: files that could not be read or asked about, and answers that were found."""

    session_id: str
    failed: int = 0
    answers: int = 0

    @property
    def status(self) -> Exit:
        """The command's status."""
        if self.failed:
            return Exit.FAILED
        return Exit.OK if self.answers else Exit.NO_ANSWER


@dataclass(frozen=True, slots=True)
class Batch:
    """The questions of a file to each of many files. ``links`` lead to a service that stays when the command ends."""

    questions: Questions
    files: Sequence[Path]
    options: UploadOptions
    long: bool
    crops: Path | None
    links: bool

    async def run(self, client: AsyncDocInsight, out: BinaryIO) -> Outcome:
        """Ask, and write a file's rows when it and those before it are done. Raises DocInsightError and OSError."""
        asked = self.questions.rows
        await check_length(client, self.questions)
        sheet = Sheet(out, self.questions.delimiter, byte_order_mark=self.questions.byte_order_mark)
        crops = self.crops is not None
        sheet.write(tables.long_header(crops=crops) if self.long else tables.wide_header(asked, crops=crops))
        # Files are sent side by side, and the first answer of the service would come too late to name it.
        outcome = Outcome(self.options.get("session") or secrets.token_hex(16))
        asker = Asker(client, outcome.session_id, asked, links=self.links)
        columns = (SpinnerColumn(finished_text=" "), TextColumn("{task.description}"), BarColumn())
        with Progress(
            *columns,
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        ) as bars:
            whole = bars.add_task("files", total=len(self.files))

            async def one(file: Path) -> FileAnswers:
                bar = bars.add_task(printable(file.name), total=None)

                def update(job: DocumentJob) -> None:
                    if job.progress is not None:
                        bars.update(bar, completed=job.progress.done, total=job.progress.total)

                try:
                    return await asker.file_answers(file, self.options, update)
                finally:
                    bars.remove_task(bar)

            async with aclosing(in_order(self.files, one)) as all_found:
                number = 0
                async for found in all_found:
                    number += 1
                    saved = await save_crops(found, asked, number, self.crops) if self.crops else None
                    if self.long:
                        for row in tables.long_rows(found, asked, saved):
                            sheet.write(row)
                    else:
                        sheet.write(tables.wide_row(found, asked, saved))
                    bars.advance(whole)
                    _say(found, outcome)
        return outcome


def ask_many(
    questions: Path,
    files: Sequence[Path],
    options: UploadOptions,
    base: str | None,
    key: str | None,
    *,
    long: bool,
    crops: Path | None,
) -> None:
    """Print the sheet of answers, and end with its status."""
    asked = read_questions(questions)
    if not files:
        raise typer.BadParameter("Name the files to ask about.", param_hint="FILES")

    async def run(url: str, own: bool) -> Outcome:
        async with service.connected(url, key) as client:
            return await Batch(asked, files, options, long, crops, links=not own).run(client, sys.stdout.buffer)

    with service.error_messages():
        try:
            if crops is not None:
                crops.mkdir(parents=True, exist_ok=True)
            with service.find_or_start(base, key) as (url, own):
                outcome = asyncio.run(run(url, own))
        except OSError as error:
            fail(f"{error.filename or 'The answers'} could not be written: {error.strerror}.", Exit.FAILED)
    if not own:
        last_session.save(url, outcome.session_id)
    if outcome.status:
        raise typer.Exit(outcome.status)


def progress_bars() -> Progress:
    """A bar for each thing under way, on a terminal."""
    columns = (SpinnerColumn(finished_text=" "), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True, disable=not err.is_terminal)


def read_questions(path: Path) -> Questions:
    """The questions of a file, or of standard input for ``-``; ends the command where it has none."""
    name = "Standard input" if path == STANDARD_INPUT else str(path)
    try:
        return questions_file.parse(sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes())
    except OSError as error:
        fail(f"{name} cannot be read: {error.strerror}.", Exit.FAILED)
    except UnusableQuestions as error:
        fail(f"{name} {error}.", Exit.FAILED)


async def check_length(client: AsyncDocInsight, questions: Questions) -> None:
    """End the command where a question is longer than the service takes."""
    most = (await client.limits()).max_question_chars
    for question in questions.rows:
        if len(question.text) > most:
            fail(f"{question.name[:60]!r} is longer than the {most} characters of a question.", Exit.FAILED)


def _say(found: FileAnswers, outcome: Outcome) -> None:
    """Count a file, and tell what came of it."""
    if found.document is None:
        outcome.failed += 1
        err.print(Text.assemble(("✗ ", "red"), printable(f"{found.file}: {found.error}")), soft_wrap=True)
        return
    err.print(rendering.document(found.document, str(found.file)))
    outcome.answers += sum(one.answer is not None for one in found.answers)
    for number, one in enumerate(found.answers, 1):
        if one.error:
            err.print(Text(printable(f"  question {number}: {one.error}"), "red"), soft_wrap=True)
    outcome.failed += any(one.error for one in found.answers)
