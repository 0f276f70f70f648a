"""The largest answers that there can be, fetched by several clients at once."""

import asyncio
import itertools
import sys
import time

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import ROOT, Target
from shared.models.page import Page, Word, Words
from shared.store import document_pages, documents, jobs, ledger
from shared.store.documents import Upload
from shared.store.uploads import staging_key

SESSION = "large"
CLIENTS = 10
MOST_MS = 100
"""What /health/live may take meanwhile."""
MOST_LISTED = 200
FETCHED_SECONDS = 20


def _page(number: int, words: int) -> Page:
    text = " ".join(f"w{i:05}" for i in range(words))
    box = (0.25, 0.5, 0.5, 0.75)
    return Page(
        number, 612, 792, "mixed", text, Words([Word(7 * i, 7 * i + 6, box, 0.5, i // 10, "ocr") for i in range(words)])
    )


def _fill(target: Target) -> tuple[list[str], list[str]]:
    """Put documents of as many pages as there can be into a session. Their ids, and those of their jobs."""
    pages, copies, words = (200, 60, 5_000) if target.short else (2_000, 250, 100_000)
    store = target.store
    ids, job_ids = [], []
    for number in range(copies):
        document, job, staging = f"{number:024x}", f"{number + (1 << 40):024x}", staging_key()
        store.client.set(staging, b"x")
        file = Upload(document, job, staging, f"{number}.pdf", "application/pdf", 1, "0" * 64)
        # All have the content of the first, so that they are read by being copied.
        store.run(documents.publish("public", SESSION, [file], ttl=3600, request_id="abuse"))
        if number == 0:
            store.run(ledger.begin(f"open:{document}", "abuse"))
            store.run(documents.opened(document, pages, [], {}))
            store.run(document_pages.finish(document, _page(1, words)))
            for one in range(2, pages + 1):
                store.run(document_pages.finish(document, _page(one, 3)))
            store.run(jobs.succeed_document(job, index=b"index", warnings=[]))
        ids.append(document)
        job_ids.append(job)
    return ids, job_ids


@scenario("ten clients fetch the largest sessions, jobs, documents, pages and texts", timeout_seconds=240)
async def large_answers(target: Target) -> str:
    """No answer holds the event loop: the gateway answers a probe meanwhile as ever."""
    ids, job_ids = await asyncio.to_thread(_fill, target)
    paths = [
        f"/sessions/{SESSION}",
        f"/jobs?session_id={SESSION}",
        f"/sessions/{SESSION}?limit=200",
        f"/jobs?session_id={SESSION}&limit=200",
        *(f"/jobs/{one}" for one in job_ids[:10]),
        *(f"/documents/{one}" for one in ids[:10]),
        *(f"/documents/{one}/{what}" for one in ids[:3] for what in ("text", "markdown", "tables", "pages/1")),
    ]
    calls, largest = 0, 0
    seconds = 3 if target.short else FETCHED_SECONDS
    prober = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.abuse.probe", str(target.port), str(seconds)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    end = time.monotonic() + seconds

    async def fetch(which: int) -> None:
        nonlocal calls, largest
        async with target.http() as client:
            for path in itertools.cycle(paths[which:] + paths[:which]):
                if time.monotonic() > end:
                    return
                reply = await client.get(path)
                hold(reply.status_code == 200, f"{path} responds with {reply.status_code}")
                if path.startswith(("/sessions", "/jobs?")):
                    listed = reply.json()
                    entries = listed.get("documents") or listed.get("jobs")
                    hold(entries and len(entries) <= MOST_LISTED, f"{path} lists {len(entries or ())} entries")
                    hold(not {"pages", "result"} & entries[0].keys(), f"{path} lists pages or results")
                calls, largest = calls + 1, max(largest, len(reply.content))

    async with asyncio.TaskGroup() as tasks:
        for which in range(CLIENTS):
            tasks.create_task(fetch(which * 3))
    times, _ = await prober.communicate()
    hold(prober.returncode == 0, "a probe failed")
    probes = sorted(map(float, times.split()))
    middle, most = probes[len(probes) // 2], probes[-1]
    result = f"{calls} answers of up to {largest / 1e6:.1f} MB; /health/live in {middle:.0f} ms, at most {most:.0f} ms"
    # How fast a busy machine is says nothing about the service.
    hold(target.short or most <= MOST_MS, result)
    return result
