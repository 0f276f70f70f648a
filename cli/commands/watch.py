"""``docinsight watch``: a folder whose files are read as they come."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Base, Key, Languages, Ocr, Pages, Password
from docinsight_client.requests import UploadOptions


def watch(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            readable=True,
            metavar="FOLDER",
            help="The folder that files are put into.",
            show_default=False,
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            file_okay=False,
            metavar="DIR",
            help="Write into this folder, which is made, and not beside the files.",
            show_default=False,
        ),
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Write Markdown: NAME.md.")] = True,
    tables: Annotated[bool, typer.Option("--tables", help="Write tables: NAME.table-1.csv, …")] = False,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="Ask the questions of this CSV file, and write NAME.answers.csv.",
            show_default=False,
        ),
    ] = None,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Also files in folders below.")] = False,
    once: Annotated[bool, typer.Option("--once", help="Read what is there, and end.")] = False,
    settle: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="A file is read when it stayed the same for so long.")
    ] = 2.0,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave documents with the service, so that answers have links.")
    ] = False,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            "-s",
            metavar="NAME",
            help="The session that documents are uploaded into; a new one.",
            show_default=False,
        ),
    ] = None,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    pages: Pages = None,
    base: Base = None,
    key: Key = None,
) -> None:
    """Read the files of FOLDER as they come, and write what is read of them beside them.

    `docinsight watch inbox --to outbox --tables --questions questions.csv` writes of `inbox/scan.pdf`

    - `outbox/scan.pdf.md`: its text as Markdown

    - `outbox/scan.pdf.table-1.csv`, …: its tables, where it has some

    - `outbox/scan.pdf.answers.csv`: the answers to the questions

    - or `outbox/scan.pdf.error.txt`: why it could not be read. Remove it to have the file tried again.

    What was read is not read again unless it changes, also after a restart; a file that is renamed takes along what was
    written of it. Temporary files of browsers and office programs, hidden files and links are left out. Ctrl-C ends it.

    `docinsight watch inbox --once` reads what is there and ends, as a job of cron does: with status 1 where a file
    could not be read, 4 where no service answers.
    """
    if not (markdown or tables or questions):
        raise typer.BadParameter("Nothing would be written.", param_hint="--no-markdown")
    options: UploadOptions = {
        "session": session,
        "ocr": ocr,
        "languages": languages,
        "password": password,
        "pages": pages,
    }
    # Loaded here, as no other command needs it.
    from cli.watching.command import watch_folder

    watch_folder(
        folder.resolve(),
        (to or folder).resolve(),
        questions,
        options,
        base,
        key,
        markdown=markdown,
        tables=tables,
        recursive=recursive,
        once=once,
        settle=settle,
        keep=keep,
    )
