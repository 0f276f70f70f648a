"""The measurements: workers on cores, workers that wait, what a page, an upload and a question use, one gateway."""

import asyncio
import json
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from bench.gateway.connection import connections, multipart
from bench.gateway.service import PDF
from bench.scale.load import DOCUMENTS, QUESTION, Rate, ask, read
from bench.scale.stack import BenchStack, Usage, bench_stack, idle, used

UPLOAD_BYTES = 200_000
"""Of the file that is uploaded again and again: a document of a few pages."""
CONNECTIONS = 8
SCANS = 8
"""Scanned pages that are made, to know how large one is."""


def machine() -> dict[str, Any]:
    """Where it was measured, and when."""
    with Path("/proc/cpuinfo").open() as info:
        models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return {
        "date": date.today().isoformat(),
        "processor": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "load_before": round(os.getloadavg()[0], 1),
    }


def on_cores(counts: Sequence[int], pages: int = 10, questions: int = 40) -> list[dict[str, float]]:
    """Workers that compute, each pinned to a core of its own: pages (dense scans) and questions a second."""
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, bench_stack(Path(folder) / "s", count, pinned=True) as stack:
            read(stack, DOCUMENTS["scanned"](2 * count), 2 * count, "warm")
            before = used(stack)
            paged = read(stack, DOCUMENTS["scanned"](pages * count), pages * count)
            spent = used(stack).since(before)
            ask(stack.base, 5 * count, count)
            before = used(stack)
            asked = ask(stack.base, questions * count, count)
            answered = used(stack).since(before)
        rows.append(
            {
                "workers": count,
                "pages_per_second": pages * count / paged.seconds,
                "page_worker_cpu": spent.workers / (pages * count),
                "questions_per_second": questions * count / asked.seconds,
                "question_worker_cpu": answered.workers / (questions * count),
            }
        )
        print(rows[-1], flush=True)
    return rows


def waiting(counts: Sequence[int], wait: float = 10.0, pages: int = 12) -> list[dict[str, float]]:
    """Pages a second of processes that wait instead of computing: what queues, ledger and store cost.

    They wait for so long that what the service itself computes for all of them fits on a small machine.
    """
    rows = []
    for count in counts:
        with (
            tempfile.TemporaryDirectory() as folder,
            bench_stack(Path(folder) / "s", count, wait=wait, queues="documents,ocr") as stack,
        ):
            before = used(stack)
            paged = read(stack, DOCUMENTS["blank"](pages * count), pages * count)
            spent = used(stack).since(before)
            rest = idle(stack)
        rows.append(_row("page", count, stack.groups, wait, paged, spent, rest, pages * count))
        print(rows[-1], flush=True)
    return rows


def waiting_for_answers(counts: Sequence[int], wait: float = 2.0, questions: int = 20) -> list[dict[str, float]]:
    """Questions a second of processes whose reader waits. Each question has it look twice."""
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, bench_stack(Path(folder) / "s", count, wait=wait) as stack:
            read(stack, DOCUMENTS["digital"](40), 40)
            before = used(stack)
            asked = ask(stack.base, questions * count, count)
            spent = used(stack).since(before)
            rest = idle(stack)
        rows.append(_row("question", count, stack.groups, 2 * wait, asked, spent, rest, questions * count))
        print(rows[-1], flush=True)
    return rows


def _row(
    name: str, workers: int, groups: int, wait: float, rate: Rate, spent: Usage, rest: Usage, count: int
) -> dict[str, float]:
    return {
        "workers": workers,
        "celery_workers": groups,
        "wait": wait,
        "idle_store": rest.store / rest.seconds,
        "idle_commands": rest.commands / rest.seconds,
        f"{name}s_per_second": rate.per_second,
        f"{name}_cpu": (spent.store + spent.gateway + spent.workers) / count,
        f"{name}_store_cpu": spent.store / count,
        f"{name}_gateway_cpu": spent.gateway / count,
    }


def costs(pages: int = 400, questions: int = 300) -> dict[str, Any]:
    """What one page, upload and question use of store, gateway and worker, the idle service's own use apart."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, bench_stack(Path(folder) / "s", 1, wait=0) as stack:
        read(stack, DOCUMENTS["blank"](4), 4, "warm")
        rest = idle(stack)
        found["idle_second"] = {name: getattr(rest, name) / rest.seconds for name in _USED}
        for name, kind in (("ocr_page", "blank"), ("text_page", "digital")):
            data = DOCUMENTS[kind](pages)
            before = used(stack)
            read(stack, data, pages, kind)
            spent = used(stack).since(before).less(rest)
            found[name] = spent.each(pages) | {"file_bytes": len(data) / pages}
        found["scan_file_bytes"] = len(DOCUMENTS["scanned"](SCANS)) / SCANS
        ask(stack.base, 10, 1, "digital")
        before = used(stack)
        ask(stack.base, questions, 4, "digital")
        found["question"] = used(stack).since(before).less(rest).each(questions)
        found["upload"] = _uploads(stack, rest)
    print(json.dumps(found, indent=1), flush=True)
    return found


_USED = ("store", "gateway", "workers", "commands", "received", "sent")


def _uploads(stack: BenchStack, rest: Usage, count: int = 200) -> dict[str, float]:
    """Of one upload, until it is accepted: no worker is there."""
    stack.end("worker-0")
    stack.groups = 0
    before = used(stack)
    asyncio.run(_call(stack.base, "/upload", *multipart(PDF + os.urandom(UPLOAD_BYTES)), count=count))
    return used(stack).since(before).less(rest).each(count) | {"file_bytes": UPLOAD_BYTES}


def gateway(seconds: float = 8) -> dict[str, Any]:
    """How many uploads and questions one gateway accepts on one core. Clients and store have the other cores."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, bench_stack(Path(folder) / "s", 0) as stack:
        cores = sorted(os.sched_getaffinity(0))
        psutil.Process(stack.pid("gateway")).cpu_affinity(cores[:1])
        psutil.Process(stack.pid("store")).cpu_affinity(cores[1:] or cores)
        os.sched_setaffinity(0, cores[1:] or cores)
        try:
            upload = multipart(PDF + os.urandom(UPLOAD_BYTES))
            question = f'{{"question": "{QUESTION}", "session_id": "q"}}'.encode()
            asyncio.run(_call(stack.base, "/upload", *multipart(PDF), count=1, more="X-Session-ID: q\r\n"))
            for name, path, body, headers in (
                ("uploads", "/upload", *upload),
                ("questions", "/ask", question, "Content-Type: application/json\r\n"),
            ):
                before = used(stack)
                count = asyncio.run(_call(stack.base, path, body, headers, seconds=seconds))
                spent = used(stack).since(before)
                found[name] = {
                    "per_second": count / spent.seconds,
                    "gateway_core_share": spent.gateway / spent.seconds,
                    "gateway_cpu": spent.gateway / count,
                    "store_cpu": spent.store / count,
                    "per_second_of_gateway_cpu": count / spent.gateway,
                }
                print(name, found[name], flush=True)
        finally:
            os.sched_setaffinity(0, cores)
    return found


async def _call(
    base: str, path: str, body: bytes, headers: str, *, count: int = 0, seconds: float = 0, more: str = ""
) -> int:
    """Call over several connections, so many times or for so long. How many were accepted."""
    done, end = 0, time.perf_counter() + seconds

    async def client(number: int) -> None:
        nonlocal done
        async with connections(base, 1) as (one,):
            own = more or ("" if b"session_id" in body else f"X-Session-ID: s{number}\r\n")
            while done < count or (not count and time.perf_counter() < end):
                done += 1
                status, answer = await one.call("POST", path, body, headers + own)
                assert status in (200, 202), (status, answer)

    await asyncio.gather(*(client(number) for number in range(CONNECTIONS if count != 1 else 1)))
    return done
