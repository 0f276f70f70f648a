"""Images of pages that keep others waiting, or take the store's room."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import httpx

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import ROOT, Target
from bench.gateway.figures import quantile
from bench.images import hostile, upload
from shared.settings import MiB

CLIENTS = 8
IMAGE_BYTES = MiB
STORE_BYTES = 48 * MiB
SMALL_FILE = b"An upload of another client.\n" * 1000


async def _asked(http: httpx.AsyncClient, session: str, times: int) -> list[float]:
    """Seconds that each of so many questions took, one after the other."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        question = {"question": f"Who signed agreement {number}?", "session_id": session}
        reply = await http.post("/ask", json=question, headers={"Prefer": "wait=60"})
        hold(reply.status_code == 200, f"a question came to {reply.status_code} after a minute")
        took.append(time.perf_counter() - began)
    return took


@contextlib.asynccontextmanager
async def _wanted(http: httpx.AsyncClient, path: str) -> AsyncIterator[None]:
    """Clients that want images of a page, again and again until the block ends."""

    async def want(width: int) -> None:
        while True:
            reply = await http.get(path, params={"width": width})
            await asyncio.sleep(float(reply.headers.get("Retry-After", 1)))

    async with asyncio.TaskGroup() as clients:
        tasks = [clients.create_task(want(100 * number)) for number in range(1, CLIENTS + 1)]
        await asyncio.sleep(1)
        yield
        for task in tasks:
            task.cancel()


SMALL_ROOM = {"image_bytes": str(IMAGE_BYTES), "document_image_bytes": str(IMAGE_BYTES // 2)}


@scenario(
    "8 clients want images of a page that draws a large image 3,000 times",
    worker=True,
    settings=SMALL_ROOM,
    timeout_seconds=300,
)
async def images_of_a_hostile_page(target: Target) -> str:
    """Questions of others take about as long as before."""
    body = (ROOT / "docs/sample/report.pdf").read_bytes()
    slow = await asyncio.to_thread(upload, target.base, "hostile", hostile())
    await asyncio.to_thread(upload, target.base, "report", body)
    times = 5 if target.short else 60
    async with target.http() as http:
        await _asked(http, "report", 5)
        before = await _asked(http, "report", times)
        async with _wanted(http, f"/documents/{slow}/pages/1/image"):
            meanwhile = await _asked(http, "report", times)
    idle, busy = quantile(before, 0.95), quantile(meanwhile, 0.95)
    result = f"p95 of questions {1000 * busy:.0f} ms, before {1000 * idle:.0f} ms"
    # What a few questions take says little of a machine that others use, too: then it is enough that they are answered.
    hold(target.short or busy <= 2 * idle, result)
    return result


@scenario(
    "images of pages at every width and format fill a small store",
    worker=True,
    settings=SMALL_ROOM,
    timeout_seconds=180,
)
async def images_that_fill_the_store(target: Target) -> str:
    """What is kept of them is bounded, and uploads are taken."""
    target.store.client.config_set("maxmemory", STORE_BYTES)
    body = (ROOT / "docs/sample/report.pdf").read_bytes()
    made = [await asyncio.to_thread(upload, target.base, f"report-{number}", body) for number in range(3)]
    drawn, most = 0, 0
    async with target.http() as http:
        for width in (800, 1600) if target.short else range(400, 2401, 400):
            for kind in ("png", "jpeg", "webp"):
                for document in made:
                    drawn += len(await _drawn(http, document, width, kind))
                    most = max(most, *(_kept(target, one) for one in made))
        accepted = await http.post("/upload", files={"files": ("other.txt", SMALL_FILE)})
    total = sum(_kept(target, one) for one in made)
    result = f"{drawn / MiB:.1f} MiB drawn, {total / MiB:.1f} MiB kept, an upload came to {accepted.status_code}"
    hold(most <= IMAGE_BYTES // 2, f"{most} bytes of one document were kept")
    hold(total <= IMAGE_BYTES < drawn, result)
    hold(accepted.status_code == 202, result)
    return result


async def _drawn(http: httpx.AsyncClient, document: str, width: int, kind: str) -> bytes:
    """An image of a document's first page, however late it is."""
    while True:
        reply = await http.get(f"/documents/{document}/pages/1/image", params={"width": width, "format": kind})
        if reply.status_code != 503:
            return reply.content
        await asyncio.sleep(float(reply.headers["Retry-After"]))


def _kept(target: Target, document: str) -> int:
    """Bytes of a document's images in the store."""
    key = f"di:doc:{document}:images"
    return sum(int(target.store.client.hstrlen(key, name)) for name in target.store.client.hkeys(key))
