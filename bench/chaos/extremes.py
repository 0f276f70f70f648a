"""Much at once: ten thousand jobs that wait, and a scan of a thousand pages beside small documents and questions."""

import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.chaos import documents
from bench.chaos.clients import Clients, Findings
from bench.chaos.stack import Stack

Extreme = Callable[[Path, int, float], tuple[Findings, list[str]]]


def long_queue(folder: Path, seed: int, scale: float) -> tuple[Findings, list[str]]:
    """Queue 10,000 documents, and see every one end; a worker group is killed in between."""
    wanted = max(100, round(10_000 * scale))
    dice = random.Random(f"queue-{seed}")
    session = uuid.uuid4().hex
    stack = Stack(folder, 2, 1, settings={"max_queued": str(2 * wanted)})
    with stack.running(), Clients(stack.base, 0, seed) as load, load.http() as http:
        made: dict[str, tuple[dict[str, Any], documents.Made]] = {}
        began = time.monotonic()
        while len(made) < wanted:
            batch = [documents.make(dice, kind="txt") for _ in range(min(50, wanted - len(made)))]
            files = [("files", (one.filename, one.body)) for one in batch]
            headers = {"X-Session-ID": session, "Idempotency-Key": uuid.uuid4().hex}
            uploaded = load.send(http, "POST", "/upload", files=files, headers=headers)
            made.update({job["id"]: (job, one) for job, one in zip(uploaded["jobs"], batch, strict=True)})
        queued, most = time.monotonic() - began, stack.waiting()
        load.findings.jobs = len(made)
        stack.end("worker-0", 9)
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
        file=sys.stderr,
    )
    return load.findings, []


def long_scan(folder: Path, seed: int, scale: float) -> tuple[Findings, list[str]]:
    """Time questions when nothing is read, and while a scan of 1,000 pages and 100 small documents are."""
    pages, others = max(20, round(1000 * scale)), max(5, round(100 * scale))
    dice = random.Random(f"scan-{seed}")
    stack = Stack(folder, 1, 2)
    with stack.running(), Clients(stack.base, 0, seed) as load, load.http() as http:
        known = documents.make(dice, kind="pdf", pages=5)
        uploaded = load.send(http, "POST", "/upload", files={"files": (known.filename, known.body)})
        load.ended(http, uploaded["jobs"][0])
        session = uploaded["session_id"]
        _ask(load, session, 20)
        idle = _ask(load, session, 100)
        big = documents.long_scan(dice, pages)
        jobs = [(load.send(http, "POST", "/upload", files={"files": (big.filename, big.body)})["jobs"][0], big)]
        for _ in range(others):
            one = documents.make(dice)
            job = load.send(http, "POST", "/upload", files={"files": (one.filename, one.body)})["jobs"][0]
            jobs.append((job, one))
        load.findings.jobs = len(jobs)
        busy: list[float] = []
        while stack.waiting() and len(busy) < 2000:
            busy += _ask(load, session, 10)
        for job, one in jobs:
            ended = load.ended(http, job)
            if ended is not None:
                load.check_document(http, ended, one)
    load.findings.questions = len(idle) + len(busy)
    before, during = _p95(idle), _p95(busy)
    for name, seconds in (("idle", idle), ("busy", busy)):
        middle, late = 1000 * statistics.median(seconds), 1000 * _p95(seconds)
        print(f"  {len(seconds)} questions, {name}: p50 {middle:.0f} ms, p95 {late:.0f} ms", file=sys.stderr)
    notes = [f"the p95 of questions grew {during / before:.1f} times while documents were read"]
    return load.findings, notes if during > 2 * before else []


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
