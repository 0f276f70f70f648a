"""Uploading files in as many requests as the service's limits call for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.client import Client, Limits, Uploaded
from cli.console import err
from shared.models.job import Job


async def send(client: Client, files: Sequence[Path], session: str | None, **fields: str | None) -> Uploaded:
    """Upload files into a session, a new one when None; ``fields`` are the form fields."""
    jobs: list[Job] = []
    with err.status(f"Uploading {len(files)} file(s) …"):
        for batch in _batches(files, await client.limits()):
            uploaded = await client.upload(batch, session, **fields)
            session = uploaded.session_id
            jobs += uploaded.jobs
    assert session is not None
    return Uploaded(session_id=session, jobs=jobs)


def by_filename(files: Sequence[Path], jobs: Sequence[Job]) -> dict[str, Job]:
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
        # Leave room for the form around the files.
        if batch and (len(batch) == limits.max_files or size + length > limits.max_request_bytes * 0.99):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += length
    yield batch
