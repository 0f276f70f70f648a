"""Mails and what is attached to them, from upload to deletion, with real workers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from docinsight_client import DocInsight
from tests import samples
from tests.mails import mail
from tests.system.conftest import Service

FILM = b"\0\0\0\x18ftypmp42" + bytes(100)


def lease() -> bytes:
    """A mail with a contract, a film, and a mail with a text."""
    inner = mail("See the annex.", subject="Annex", files={"annex.txt": b"The cellar is 12 square metres large."})
    files = {"agreement.pdf": samples.pdf([samples.AGREEMENT]), "film.mp4": FILM}
    return mail("Dear Björn,\n\nthe rent is 1,240 euros.", files=files, mails=(inner,)).as_bytes()


@pytest.fixture
def di(service: Service) -> Iterator[DocInsight]:
    with DocInsight(service.base) as client:
        yield client


def test_a_question_sent_at_once_waits_for_what_is_in_a_mail_in_a_mail(di: DocInsight) -> None:
    job = di.upload(("lease.eml", lease()))
    found = di.ask("How large is the cellar?").best
    assert (found.text, found.filename) == ("12 square metres", "annex.txt")
    assert found.document_id != job.wait().id


def test_a_mail_has_its_fields_and_warnings_and_its_attachments_have_theirs(di: DocInsight) -> None:
    letter = di.upload(("lease.eml", lease())).wait()
    assert [warning.message for warning in letter.warnings] == [
        "1 attachment(s) were not read: a video or a sound (.mp4)."
    ]
    jobs = di.finish_all(di.attachment_jobs(letter))
    assert [job.status for job in jobs] == ["succeeded", "succeeded"]
    agreement, annex = letter.attachments()
    assert (agreement.filename, agreement.parent_id, agreement.media_type) == (
        "agreement.pdf",
        letter.id,
        "application/pdf",
    )
    assert agreement.file() == samples.pdf([samples.AGREEMENT])
    assert (annex.filename, len(annex.children)) == ("Annex.eml", 1)
    assert "**Subject:** The lease" in letter.markdown()
    listed = [document.id for document in di.documents()]
    assert listed[0] == letter.id
    assert {agreement.id, annex.id, *annex.children} == set(listed[1:])


def test_a_searchable_pdf_is_made_of_a_mail(di: DocInsight, tmp_path: Path) -> None:
    letter = di.upload(("lease.eml", lease())).wait()
    assert letter.save_pdf(tmp_path / "lease.pdf", timeout=60).read_bytes().startswith(b"%PDF")


def test_deleting_a_mail_leaves_nothing_of_what_is_attached(http: httpx.Client) -> None:
    session = {"X-Session-ID": "deleted-mail", "Prefer": "wait=60"}
    reply = http.post("/upload", files={"files": ("lease.eml", lease())}, headers=session)
    document: dict[str, Any] = reply.json()["jobs"][0]["result"]
    assert http.get("/sessions/deleted-mail").json()["document_count"] > 1
    assert http.delete(f"/documents/{document['id']}").status_code == 204
    assert http.get("/sessions/deleted-mail").json()["documents"] == []
    assert [http.get(f"/documents/{child}").status_code for child in document["children"]] == [404, 404]


def test_the_command_line_shows_what_became_of_attachments(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "lease.eml"
    path.write_bytes(lease())
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "cli", "upload", str(path), "--base", service.base]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    shown = [line for line in done.stderr.splitlines() if line.startswith("✓")]
    assert [line.partition(":")[0] for line in shown] == [
        "✓ lease.eml",
        "✓ lease.eml > agreement.pdf",
        "✓ lease.eml > Annex.eml",
        "✓ lease.eml > Annex.eml > annex.txt",
    ]
