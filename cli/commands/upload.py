"""``docinsight upload``: files into a session."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli import memory, service
from cli.client import Client, Limits, Uploaded
from cli.console import err, out
from cli.exits import Exit
from cli.follow import follow, say_what_came
from cli.options import AsJson, Base, Files, Key, Session
from shared.models.document import OcrMode
from shared.models.job import Job

Ocr = Annotated[OcrMode, typer.Option(help="Recognize pages by OCR: where needed, always, or never.")]
Languages = Annotated[
    str | None, typer.Option(metavar="en,de", help="Languages of the scans, parted by commas.", show_default=False)
]
Password = Annotated[
    str | None,
    typer.Option(envvar="DOCINSIGHT_PASSWORD", help="Password of encrypted PDFs.", show_default=False),
]


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
            jobs = named(files, uploaded.jobs)
            return uploaded.session_id, await follow(client, jobs) if wait else jobs

    with service.sentences():
        used, jobs = asyncio.run(run())
    memory.remember(url, used)
    well = say_what_came(jobs) if wait else True
    if as_json:
        out.print_json(Uploaded(session_id=used, jobs=list(jobs.values())).model_dump_json())
    else:
        err.print(f'Session {used}. Ask about it: docinsight ask "Who signed it?"', highlight=False, soft_wrap=True)
    if not well:
        raise typer.Exit(Exit.FAILED)


async def send(client: Client, files: Sequence[Path], session: str | None, **fields: str | None) -> Uploaded:
    """Upload files, in as many requests as the service's limits make it."""
    jobs: list[Job] = []
    with err.status(f"Uploading {len(files)} file(s) …"):
        for batch in _batches(files, await client.limits()):
            uploaded = await client.upload(batch, session, **fields)
            session = uploaded.session_id
            jobs += uploaded.jobs
    assert session is not None
    return Uploaded(session_id=session, jobs=jobs)


def named(files: Sequence[Path], jobs: Sequence[Job]) -> dict[str, Job]:
    """Jobs by the names of their files, numbered where two are alike."""
    found: dict[str, Job] = {}
    for path, job in zip(files, jobs, strict=True):
        name = path.name
        found[name if name not in found else f"{name} ({len(found) + 1})"] = job
    return found


def _batches(files: Sequence[Path], limits: Limits) -> Iterator[list[Path]]:
    batch: list[Path] = []
    size = 0
    for path in files:
        length = path.stat().st_size
        # A little room for the form around the files.
        if batch and (len(batch) == limits.max_files or size + length > limits.max_request_bytes * 0.99):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += length
    yield batch
