"""What the service adds to the reading of a page: queues, ledger and store, beside plain processes that only read.

    python -m bench.reading fanout [--pages 200] [--processes 2] [--rounds 3] [--kinds scanned,slips,digital]

One document is uploaded to a service started for the purpose, and read by as many plain processes with the same engine
and threads; both ways take turns. Overhead is wall clock x processes / pages, less the same of the plain way, which
reads and indexes but stores nothing. A scan is cut into slices for all processes. A document with text of its own is
read by one process, which is what the plain way has for it, too. Dense scans take seconds a page, whose noise hides
what is added; slips take a twentieth of a second.
"""

import argparse
import io
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import httpx
import numpy as np
import psutil
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench.chaos.stack import Stack
from bench.reading.documents import documents
from bench.reading.drawn_pages import DPI, LETTER, Image
from bench.reading.pages import make

if TYPE_CHECKING:
    from worker.formats.pdf.source import PdfSource

GOAL = 10
"""Milliseconds that the service may add to a page."""

DIFFERENT = 8
"""Scanned pages that are drawn; further ones differ from them by a stamp."""

SLICE = 2
"""Pages of one task, as the service has it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of a document: seconds to its end, and seconds of processor of each process that may read."""

    seconds: float
    cpu: tuple[float, ...]


def scanned(pages: int) -> bytes:
    """A PDF of pictures of pages, no two alike."""
    drawn = [make(kind, seed).image for seed in range(DIFFERENT // 2) for kind in ("light", "columns")]
    return pictures(drawn[number % DIFFERENT] for number in range(pages))


def slips(pages: int) -> bytes:
    """A PDF of small pages with one number each: so little to read that the overhead of the service is measurable."""
    return pictures(np.full((160, LETTER[0]), 255, np.uint8) for _ in range(pages))


def pictures(images: Iterable[Image]) -> bytes:
    """A PDF of these pictures of pages, each with a number of its own."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for number, image in enumerate(images, 1):
        stamped = image.copy()
        height, width = stamped.shape
        cv2.putText(stamped, f"{number:06}", (140, height - 30), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 2)
        coded = cv2.imencode(".jpg", stamped, [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
        size = (width * 72 / DPI, height * 72 / DPI)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(coded.tobytes())), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def digital(pages: int) -> bytes:
    """A PDF of pages with text of their own, no two alike."""
    return next(documents(pages, 0)).data


KINDS: dict[str, Callable[[int], bytes]] = {"scanned": scanned, "slips": slips, "digital": digital}


# ---- the service


def by_service(stack: Stack, data: bytes, pages: int) -> Run:
    """Upload the document and follow it to its end. Raises AssertionError unless every page was read."""
    readers = [
        process
        for member in stack.members(0)
        if "reading" in member.name
        for process in psutil.Process(member.pid).children()
    ]
    before = [_cpu(process) for process in readers]
    began = time.perf_counter()
    with httpx.Client(base_url=stack.base, timeout=60, trust_env=False) as http:
        job = http.post("/upload", files={"files": ("made.pdf", data)}).raise_for_status().json()["jobs"][0]
        while job["status"] in ("queued", "running"):
            job = http.get(f"/jobs/{job['id']}", params={"wait": 1}).raise_for_status().json()
            if progress := job["progress"]:
                print(f"\r  {progress['done']} of {progress['total']} pages ", end="", flush=True)
        seconds = time.perf_counter() - began
        print("\r" + " " * 40, end="\r")
        assert job["status"] == "succeeded", job["error"]
        assert job["progress"] == {"done": pages, "failed": 0, "total": pages, "unit": "pages"}, job["progress"]
        http.delete(f"/sessions/{job['session_id']}").raise_for_status()
    return Run(seconds, tuple(_cpu(process) - was for process, was in zip(readers, before, strict=True)))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


# ---- plain processes


def plain_pool(processes: int) -> Pool:
    """So many processes, each with an engine that is warm, of the priority that the service's have."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes + 1)
    pool = context.Pool(processes, _warm, (barrier,))
    barrier.wait(180)
    return pool


def by_processes(pool: Pool, path: Path, pages: int) -> Run:
    """Read and index the document's pages slice by slice, each taken up by whichever process is free."""
    written = path.stat().st_mtime_ns
    slices = [(path, written, first, min(first + SLICE, pages + 1)) for first in range(1, pages + 1, SLICE)]
    began = time.perf_counter()
    spent: dict[int, float] = {}
    for process, seconds in pool.imap_unordered(_read, slices):
        spent[process] = spent.get(process, 0) + seconds
    return Run(time.perf_counter() - began, tuple(spent.values()))


def _warm(barrier: Barrier) -> None:
    from shared.settings import settings
    from worker.runtime import process

    os.nice(10)
    process.engine(settings().ocr_engine)
    barrier.wait(180)


@lru_cache(1)
def _source(path: Path, _written: int) -> "PdfSource":
    """The document as it was written at that time; it stays open for further slices."""
    from worker.formats.pdf.source import PdfSource

    return PdfSource(path)


def _read(task: tuple[Path, int, int, int]) -> tuple[int, float]:
    """Who read a slice, and with how many seconds of processor."""
    from worker.answering.index import index_document
    from worker.extraction.page import extract_page
    from worker.runtime import process

    path, written, first, end = task
    began = time.process_time()
    source = _source(path, written)
    recognizer = process.recognizer(process.ocr_here(()))
    index_document([extract_page(source.page(number), "auto", recognizer) for number in range(first, end)])
    return os.getpid(), time.process_time() - began


# ---- the comparison


def measure(stack: Stack, pool: Pool, kind: str, path: Path, pages: int) -> tuple[Run, Run]:
    """Both ways with one document, which is written to ``path``."""
    path.write_bytes(KINDS[kind](pages))
    return by_service(stack, path.read_bytes(), pages), by_processes(pool, path, pages)


def report(kind: str, way: str, run: Run, pages: int) -> str:
    """A line of the table."""
    shares = " ".join(f"{each / sum(run.cpu):.0%}" for each in sorted(run.cpu, reverse=True))
    cpu = 1000 * sum(run.cpu) / pages
    return f"{kind:8} {way:8} {run.seconds:8.2f} {pages / run.seconds:8.2f} {cpu:12.1f}  {shares}"


def verdict(kind: str, pairs: Sequence[tuple[Run, Run]], processes: int, pages: int) -> str:
    """Overhead of the service over the plain way, from every round's pair."""
    wall = [1000 * (service.seconds - plain.seconds) * processes / pages for service, plain in pairs]
    cpu = [1000 * (sum(service.cpu) - sum(plain.cpu)) / pages for service, plain in pairs]
    rounds = ", ".join(f"{each:.1f}" for each in wall)
    return (
        f"{kind}: overhead {statistics.median(wall):.1f} ms a page (rounds: {rounds}; goal <= {GOAL}), "
        f"of it {statistics.median(cpu):.1f} ms of processor in the processes that read"
    )


def main(arguments: Sequence[str]) -> None:
    """Measure both ways in turns, and print what the service adds."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading fanout", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200, help="pages of the document (default 200)")
    parser.add_argument("--processes", type=int, default=2, help="processes that read (default 2)")
    parser.add_argument("--rounds", type=int, default=3, help="readings of each document each way (default 3)")
    parser.add_argument(
        "--kinds", default=",".join(KINDS), help="kinds of documents, separated by commas (default all)"
    )
    parsed = parser.parse_args(list(arguments))
    # What the service tells its own processes.
    os.environ |= dict.fromkeys(("DOCINSIGHT_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    os.environ |= {"MALLOC_ARENA_MAX": "2"}
    stack_settings = {"reuse_content": "false", "slice_pages": str(SLICE)}
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder) / "stack", groups=1, processes=parsed.processes, settings=stack_settings)
        with stack.running():
            print(f"{'document':8} {'way':8} {'seconds':>8} {'pages/s':>8} {'CPU ms/page':>12}  shares of processes")
            for kind in parsed.kinds.split(","):
                path = Path(folder) / f"{kind}.pdf"
                processes = parsed.processes if kind != "digital" else 1
                with plain_pool(processes) as pool:
                    measure(stack, pool, kind, path, SLICE * parsed.processes)  # So that all have read once.
                    pairs = []
                    for _ in range(parsed.rounds):
                        pairs.append(measure(stack, pool, kind, path, parsed.pages))
                        for way, run in zip(("service", "plain"), pairs[-1], strict=True):
                            print(report(kind, way, run, parsed.pages), flush=True)
                print(verdict(kind, pairs, processes, parsed.pages), flush=True)


if __name__ == "__main__":
    raise SystemExit("python -m bench.reading fanout")
