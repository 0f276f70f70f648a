"""Deleting a document also removes what workers keep of it."""

import tempfile
from pathlib import Path

import httpx

from tests import samples
from tests.processes import wait_until


def test_a_deleted_document_leaves_the_folders_of_workers(http: httpx.Client) -> None:
    body = samples.pdf([("Deletion", *samples.AGREEMENT)])
    headers = {"X-Session-ID": "deletion", "Prefer": "wait=60"}
    (job,) = http.post("/upload", files={"files": ("a.pdf", body)}, headers=headers).json()["jobs"]
    document = job["document_id"]

    def copies() -> list[Path]:
        return list(Path(tempfile.gettempdir()).glob(f"docinsight-*/documents/{document}*"))

    assert copies()
    http.delete(f"/documents/{document}").raise_for_status()
    wait_until(lambda: not copies(), 30)
