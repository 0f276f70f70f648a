"""Options that several commands share."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli import last_session
from shared.models.document import OcrMode

Base = Annotated[
    str | None,
    typer.Option(
        "--base",
        envvar="DOCINSIGHT_BASE",
        metavar="URL",
        help="Where the service is; the one that runs here.",
        show_default=False,
    ),
]
Key = Annotated[str | None, typer.Option("--key", envvar="DOCINSIGHT_KEY", metavar="KEY", help="Your API key.")]
Session = Annotated[
    str | None,
    typer.Option(
        "--session",
        "-s",
        envvar="DOCINSIGHT_SESSION",
        metavar="NAME",
        help="The session; the one used last.",
        autocompletion=last_session.known,
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the service gives it.")]
StateFolder = Annotated[
    Path | None,
    typer.Option(
        "--state",
        envvar="DOCINSIGHT_STATE",
        metavar="FOLDER",
        help="Folder of the service's data, kept over restarts.",
        show_default=False,
    ),
]
Files = Annotated[
    list[Path],
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        metavar="FILES",
        help="PDFs, scans, photos, office files and more.",
        show_default=False,
    ),
]
Ocr = Annotated[OcrMode, typer.Option(help="Recognize pages by OCR: where needed, always, or never.")]
Languages = Annotated[
    str | None, typer.Option(metavar="en,de", help="Languages of the scans, separated by commas.", show_default=False)
]
Pages = Annotated[
    str | None,
    typer.Option(metavar="1-5,9", help="Read only these pages of each file.", show_default=False),
]
Password = Annotated[
    str | None,
    typer.Option(envvar="DOCINSIGHT_PASSWORD", help="Password of encrypted PDFs.", show_default=False),
]


def check_files(files: Sequence[Path]) -> None:
    """Refuse files that cannot be read, before anything is asked."""
    for file in files:
        if not file.is_file():
            raise typer.BadParameter(f"{str(file)!r} is not a file.", param_hint="FILES")
        if not os.access(file, os.R_OK):
            raise typer.BadParameter(f"{str(file)!r} cannot be read.", param_hint="FILES")
