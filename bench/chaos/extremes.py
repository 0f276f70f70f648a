"""Much at once: ten thousand jobs that wait, and a scan of a thousand pages beside small documents and questions."""

import random
import signal
import statistics
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.chaos import documents
from bench.chaos.clients import Clients, Findings
from bench.chaos.stack import Stack

Extreme = Callable[[Path, int, float], tuple[Findings, list[str]]]


def long_queue(folder: Path, seed: int, scale: float) -> tuple[Findings, list[str]]:
    """Queue 10,000 documents, and see every one end; a worker group is killed in between."""
    wanted = max(100, round(10_000 * scale))
    rng = random.Random(f"queue-{seed}")
    session = uuid.uuid4().hex
    stack = Stack(folder, 2, 1, settings={"max_unfinished": "0", "requests_per_minute": "0"})
    with stack.running(), Clients(stack.base, 0, seed) as load, load.http() as http:
        made: dict[str, tuple[dict[str, Any], documents.Made]] = {}
        began = time.monotonic()
        while len(made) < wanted:
            batch = [documents.make(rng, kind="txt") for _ in range(min(50, wanted - len(made)))]
            files = [("files", (one.filename, one.body)) for one in batch]
            headers = {"X-Session-ID": session, "Idempotency-Key": uuid.uuid4().hex}
            uploaded = load.send(http, "POST", "/upload", files=files, headers=headers)
            made.update({job["id"]: (job, one) for job, one in zip(uploaded["jobs"], batch, strict=True)})
        queued, most = time.monotonic() - began, stack.waiting()
        load.findings.jobs = len(made)
        stack.end("worker-0", signal.SIGKILL)
        stack.start_group(0)

        def follow(entry: tuple[dict[str, Any], documents.Made]) -> None:
            job, one = entry
            while stack.redis.exists(f"di:job:{job['id']}:works"):
                time.sleep(0.5)
            with load.http() as own:
                ended = load.ended(own, job)
                if ended is not None:
                    load.check_document(own, ended, one)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(follow, made.values()))
        took = time.monotonic() - began
    print(
        f"  {wanted} jobs accepted in {queued:.0f} s, {most} waiting at most, all ended after {took:.0f} s "
        f"({wanted / took:.0f} a second)",
        flush=True,
    )
    return load.findings, []


def long_scan(folder: Path, seed: int, scale: float) -> tuple[Findings, list[str]]:
    """Read a scan of 1,000 pages beside 100 small documents, and time questions meanwhile.

    Now and then reading is halted for some questions, so that those asked in idleness and those asked beside reading
    meet the same machine.
    """
    pages, others = max(20, round(1000 * scale)), max(5, round(100 * scale))
    rng = random.Random(f"scan-{seed}")
    stack = Stack(folder, 1, 2)
    idle: list[float] = []
    busy: list[float] = []
    with stack.running(), Clients(stack.base, 0, seed) as load, load.http() as http:

        def upload(made: documents.Made) -> dict[str, Any]:
            reply = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
            return dict(reply["jobs"][0])

        known = upload(documents.make(rng, kind="pdf", pages=5))
        session = known["session_id"]
        load.ended(http, known)
        _ask(load, session, 20)
        made = [documents.long_scan(rng, pages), *(documents.make(rng) for _ in range(others))]
        jobs = [upload(one) for one in made]
        load.findings.jobs = len(jobs)
        while stack.redis.exists(f"di:job:{jobs[0]['id']}:works"):
            busy += _ask(load, session, 20)
            with stack.reading_halted():
                idle += _ask(load, session, 5)
        seconds = []
        for job, one in zip(jobs, made, strict=True):
            ended = load.ended(http, job)
            if ended is not None:
                load.check_document(http, ended, one)
                seconds.append(_seconds(ended))
    load.findings.questions = len(idle) + len(busy)
    scan, *small = seconds
    print(f"  a scan of {pages} pages took {scan:.0f} s; {others} small documents beside it ", end="")
    print(f"{statistics.median(small):.1f} s in the middle and {max(small):.1f} s at most")
    for name, asked in (("idle", idle), ("busy", busy)):
        middle, late = 1000 * statistics.median(asked), 1000 * _p95(asked)
        print(f"  {len(asked)} questions, {name}: p50 {middle:.0f} ms, p95 {late:.0f} ms")
    growth = _p95(busy) / _p95(idle)
    print(f"  p95 busy over idle: {growth:.2f}", flush=True)
    notes = [f"the p95 of questions grew {growth:.1f} times while documents were read"] if growth > 2 else []
    if max(small) > scan / 2:
        notes.append(f"a small document took {max(small):.0f} s beside a scan that took {scan:.0f} s")
    return load.findings, notes


def _seconds(job: dict[str, Any]) -> float:
    """From a job's acceptance to its end."""
    created, finished = (datetime.fromisoformat(job[part]) for part in ("created_at", "finished_at"))
    return (finished - created).total_seconds()


def _ask(load: Clients, session: str, count: int) -> list[float]:
    """Ask one question after the other. Seconds of each, from asking to its answer."""
    seconds = []
    with load.http() as http:
        for number in range(count):
            # Each another question, so that no answer is remembered.
            body = {"question": f"Who signed the agreement with number {number}?", "session_id": session}
            began = time.monotonic()
            job = load.send(http, "POST", "/ask", json=body, headers={"Prefer": "wait=30"})["job"]
            load.ended(http, job)
            seconds.append(time.monotonic() - began)
    return seconds


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


NAMES: dict[str, Extreme] = {"long-queue": long_queue, "long-scan": long_scan}
