"""``docinsight export``: documents as text, Markdown, tables and searchable PDFs."""

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cli import service
from cli.console import err, out, printable
from cli.exit_codes import Exit, fail
from cli.options import Base, Key, Languages, Ocr, Pages, Password, Session
from cli.progress import follow, follow_attachments, print_outcomes
from cli.uploads import send
from docinsight_client import AsyncDocInsight, AsyncDocument
from docinsight_client.requests import UploadOptions

_ID = re.compile(r"[0-9a-f]{24}")


def export(
    what: Annotated[
        list[str],
        typer.Argument(metavar="FILE|ID...", help="Files, or ids of documents that were uploaded.", show_default=False),
    ],
    to: Annotated[
        Path, typer.Option("--to", file_okay=False, metavar="DIR", help="Folder to write to; it is made.")
    ] = Path(),
    session: Session = None,
    ocr: Ocr = "auto",
    languages: Languages = None,
    password: Password = None,
    pages: Pages = None,
    base: Base = None,
    key: Key = None,
) -> None:
    """Write what is read of documents to files: text, Markdown, tables and a searchable PDF.

    `docinsight export scan.pdf --to out` reads scan.pdf, with a service of its own where none runs, and writes

    - `scan.txt`: the text, pages separated by form feeds

    - `scan.md`: headings, lists, tables and form fields as Markdown

    - `scan.tables.json`, `scan.table-1.csv`, …: its tables, where it has some

    - `scan.searchable.pdf`: the pages as they are, the recognized text invisibly over scans

    `docinsight export ID` does so with a document that was uploaded before; `docinsight upload --json` and
    `docinsight jobs --json` tell the ids. What is attached to a mail is written, too. Files of the same
    names in DIR are replaced.
    """
    files = [Path(one) for one in what if Path(one).is_file()]
    ids = [one for one in what if not Path(one).is_file()]
    for one in ids:
        if not _ID.fullmatch(one):
            raise typer.BadParameter(f"{one!r} is neither a file nor the id of a document.", param_hint="FILE|ID")
    options: UploadOptions = {
        "session": session,
        "ocr": ocr,
        "languages": languages,
        "password": password,
        "pages": pages,
    }

    async def run(url: str) -> tuple[list[Path], bool]:
        async with service.connected(url, key) as client:
            found = [await client.document(one) for one in ids]
            well = True
            if files:
                read, well = await _read(client, files, options)
                found += read
            stems = _stems([document.filename for document in found])
            written = [await _write(document, to, stem) for document, stem in zip(found, stems, strict=True)]
            return [path for paths in written for path in paths], well

    with service.error_messages():
        try:
            to.mkdir(parents=True, exist_ok=True)
            if files:
                with service.find_or_start(base, key) as (url, _):
                    written, well = asyncio.run(run(url))
            else:
                written, well = asyncio.run(run(service.find(base)))
        except OSError as error:
            fail(f"{to} could not be written to: {error.strerror}.", Exit.FAILED)
    for path in written:
        out.print(Text(printable(str(path))), soft_wrap=True)
    if not well:
        err.print("What could not be read was left out.")
        raise typer.Exit(Exit.FAILED)


async def _read(
    client: AsyncDocInsight, files: Sequence[Path], options: UploadOptions
) -> tuple[list[AsyncDocument], bool]:
    """The documents that files, and what is attached to them, became, and whether all of them could be read."""
    jobs = await follow_attachments(client, await follow(await send(client, files, options)))
    well = print_outcomes(jobs)
    return [job.result for job in jobs.values() if job.result is not None], well


def _stems(filenames: Sequence[str]) -> list[str]:
    """Names of files to begin with, without suffix, numbered where two are alike."""
    stems: list[str] = []
    for name in filenames:
        stem = Path(name).stem or "document"
        number = sum(one == stem or one.startswith(f"{stem} (") for one in stems)
        stems.append(f"{stem} ({number + 1})" if number else stem)
    return stems


async def _write(document: AsyncDocument, folder: Path, stem: str) -> list[Path]:
    """Write all that there is of a document. The files."""
    text, markdown = folder / f"{stem}.txt", folder / f"{stem}.md"
    text.write_text(await document.text(), encoding="utf-8")
    markdown.write_text(await document.markdown(), encoding="utf-8")
    written = [text, markdown]
    if tables := await document.tables():
        listed = folder / f"{stem}.tables.json"
        content = [table.model_dump(mode="json", by_alias=True) for table in tables]
        listed.write_text(json.dumps({"tables": content}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(listed)
        for table in tables:
            path = folder / f"{stem}.table-{table.number}.csv"
            path.write_text(await document.table_csv(table.number), encoding="utf-8", newline="")
            written.append(path)
    # Not under the name of the file itself, which may be in the same folder.
    written.append(await document.save_pdf(folder / f"{stem}.searchable.pdf"))
    return written
