"""Uploading files, and naming their jobs."""

from collections.abc import Sequence
from pathlib import Path

from cli.console import err
from docinsight_client import AsyncDocInsight, AsyncDocument, AsyncJob
from docinsight_client.requests import UploadOptions

DocumentJob = AsyncJob[AsyncDocument]


async def send(client: AsyncDocInsight, files: Sequence[Path], options: UploadOptions) -> dict[str, DocumentJob]:
    """Upload files: their jobs by the files' names, which are numbered where two are alike."""
    with err.status(f"Uploading {len(files)} file(s) …"):
        jobs = await client.upload_many(files, **options)
    found: dict[str, DocumentJob] = {}
    for path, job in zip(files, jobs, strict=True):
        name = path.name
        found[name if name not in found else f"{name} ({len(found) + 1})"] = job
    return found
