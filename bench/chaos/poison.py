"""Pages that end their process every time, or take it too long or too much memory; alone among others, or all of a
document. What is required: the page fails with the right cause, and the rest of its document is read.

The workers run as `poisoned_worker`: it does what a page's text asks for while that page is read.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.chaos import documents
from bench.chaos.clients import Clients, Findings
from bench.chaos.documents import Made
from bench.chaos.poisoned_worker import KINDS
from bench.chaos.stack import Stack

CAUSES = {
    "crash": "/problems/gave-up",
    "hang": "/problems/page-timeout",
    "spin": "/problems/page-timeout",
    "memory": "/problems/out-of-memory",
}
"""The cause that each kind of page is to fail with."""

NAMES = [f"{what}-{kind}" for what in ("page", "scanned-page", "document") for kind in KINDS]
_SETTINGS = {"page_seconds": "20", "page_memory": str(512 << 20)}


def run(
    names: Sequence[str], folder: Path, seed: int, times: Callable[[int], int]
) -> Iterator[tuple[str, int, Findings, list[str]]]:
    """Upload documents with such pages beside other clients. Name, repetitions, findings and notes of each kind.

    ``times``: how often a kind is repeated that usually is so often.
    """
    stack = Stack(folder, 2, 1, settings=_SETTINGS, worker_module="bench.chaos.poisoned_worker")
    with stack.running():
        for name in names:
            what, kind = name.rsplit("-", 1)
            repetitions = times(2 if what == "document" else 5)
            rng = random.Random(f"{name}-{seed}")
            notes: list[str] = []
            with Clients(stack.base, 2, seed, pace=0.5) as load:
                for number in range(repetitions):
                    notes += read(load, rng, what, kind)
                    print(f"  {name} {number + 1}/{repetitions}", file=sys.stderr)
            yield name, repetitions, load.findings, notes


def read(load: Clients, rng: random.Random, what: str, kind: str) -> list[str]:
    """Upload a document with such pages, and return what is wrong about its outcome."""
    count = 5
    bad = range(1, count + 1) if what == "document" else [rng.randint(1, count)]
    made = documents.long_scan(rng, count) if what == "scanned-page" else documents.make(rng, kind="pdf", pages=count)
    lines = tuple(
        (f"Poison {kind} Poison", *page) if number in bad else page for number, page in enumerate(made.pages, 1)
    )
    body = documents.scanned_pdf(lines) if made.scanned else documents.pdf(lines)
    made = Made(made.filename, body, lines, made.signer, made.scanned)
    with load.http() as http:
        uploaded = load.send(http, "POST", "/upload", files={"files": (made.filename, made.body)})
        job = load.ended(http, uploaded["jobs"][0])
        load.findings.jobs += 1
        load.sessions.append(uploaded["session_id"])
        if job is None:
            return []
        if what == "document":
            if job["status"] == "failed" and job["error"]["type"] == CAUSES[kind]:
                return []
            return [f"{what}-{kind}: {job['status']}, {job['error']}"]
        if job["status"] != "succeeded":
            return [f"{what}-{kind}: {job['status']}, {job['error']}"]
        pages = job["result"]["pages"]
        failed = {page["number"]: page["error"]["type"] for page in pages if page["source"] == "failed"}
        if failed != {bad[0]: CAUSES[kind]} or any(page["words"] < 10 for page in pages if page["number"] not in bad):
            return [f"{what}-{kind}, page {bad[0]}: {failed}"]
        return []
