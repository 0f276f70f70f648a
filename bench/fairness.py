"""What one client waits while another floods the service, with and without turns: ``python -m bench.fairness --help``.

Each line compares a client's small request on an idle service with the same request behind a flood of another client's.
Without turns, every task is sent to the workers as it comes: what the service does beside workers of a release before.
"""

import argparse
import contextlib
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psutil

from bench.chaos import documents
from bench.chaos.__main__ import table
from bench.chaos.stack import Stack

SETTINGS = {
    "webhook_secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    "webhook_private": "true",
    "max_unfinished": "0",
    "requests_per_minute": "0",
    # What a renewed process costs would be counted as that of the documents beside it.
    "tasks_per_process": "1000000",
}
WAIT_SECONDS = 600


@dataclass
class Client:
    """A client with a session of its own."""

    http: httpx.Client
    rng: random.Random
    session: str = field(default_factory=lambda: uuid.uuid4().hex)

    def upload(self, kind: str, count: int = 1, callback: str | None = None) -> list[str]:
        """Upload documents of one page, in requests of fifty; the ids of their jobs."""
        jobs: list[str] = []
        while len(jobs) < count:
            made = [documents.make(self.rng, kind=kind, pages=1) for _ in range(min(50, count - len(jobs)))]
            files = [("files", (one.filename, one.body)) for one in made]
            data = {"callback_url": callback} if callback else {}
            headers = {"X-Session-ID": self.session, "Idempotency-Key": uuid.uuid4().hex}
            accepted = self._send("POST", "/upload", files=files, data=data, headers=headers)
            jobs += [job["id"] for job in accepted["jobs"]]
        return jobs

    def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """What a request came to. A store that a busy machine keeps from responding is waited for, as clients do."""
        while (reply := self.http.request(method, path, **options)).status_code == 503:
            time.sleep(float(reply.headers["Retry-After"]))
        return dict(reply.raise_for_status().json())

    def ask(self) -> str:
        """Ask a question that nobody asked before; the id of its job."""
        body = {"question": f"Who signed agreement {self.rng.random()}?", "session_id": self.session}
        return str(self._send("POST", "/ask", json=body)["job"]["id"])

    def ended(self, job_id: str) -> dict[str, Any]:
        """A job when it has ended."""
        while True:
            job = self._send("GET", f"/jobs/{job_id}", params={"wait": 50})
            if job["status"] not in ("queued", "running"):
                return job

    def image(self, document: str, width: int) -> None:
        """Look at a page, however long it takes."""
        while self.http.get(f"/documents/{document}/pages/1/image", params={"width": width}).status_code == 503:
            time.sleep(0.05)

    def leave(self) -> None:
        """Delete the session, with all that waits."""
        self.http.delete(f"/sessions/{self.session}")


class Receiver:
    """Receives webhooks; each takes so long to be answered."""

    def __init__(self, seconds: float) -> None:
        self.got: dict[str, float] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.got[self.headers["webhook-id"].removeprefix("msg_")] = time.monotonic()
                time.sleep(seconds)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, job_id: str) -> None:
        """Wait until the webhook of a job has come."""
        end = time.monotonic() + WAIT_SECONDS
        while job_id not in self.got and time.monotonic() < end:
            time.sleep(0.005)


class Cost(NamedTuple):
    """What was spent for one document."""

    commands: float
    store_ms: float
    gateway_ms: float
    worker_ms: float


@dataclass
class Bench:
    """A service, and how large its floods are."""

    stack: Stack
    scale: float
    samples: int
    rng: random.Random

    def client(self) -> Client:
        """A client who was not there before."""
        return Client(httpx.Client(base_url=self.stack.base, timeout=WAIT_SECONDS), self.rng)

    def count(self, usual: int) -> int:
        """How much of a flood there is."""
        return max(20, round(usual * self.scale))

    @contextlib.contextmanager
    def without_turns(self) -> Iterator[None]:
        """As beside a worker of a release before, which the store is told of."""
        self.stack.redis.zadd("di:workers", {"another release": time.time() + 1e6})
        try:
            yield
        finally:
            self.stack.redis.zrem("di:workers", "another release")

    # ---- what a client asks for, and what floods the service; each returns what is timed

    def document(self, flooding: Client | None, kind: str = "txt", usual: int = 2000) -> Callable[[Client], object]:
        """A document of one page."""
        if flooding:
            flooding.upload(kind, self.count(usual))
        return lambda client: [client.ended(job) for job in client.upload(kind)]

    def ocr(self, flooding: Client | None) -> Callable[[Client], object]:
        """A scan of one page."""
        return self.document(flooding, "png", 60)

    def question(self, flooding: Client | None) -> Callable[[Client], object]:
        """A question about a document."""
        if flooding:
            flooding.ended(flooding.upload("pdf")[0])
            for _ in range(self.count(300)):
                flooding.ask()
        return lambda client: client.ended(client.ask())

    def image(self, flooding: Client | None) -> Callable[[Client], object]:
        """An image of a page."""
        if flooding:
            jobs = [flooding.ended(job) for job in flooding.upload("pdf", 40)]
            pool = ThreadPoolExecutor(40)
            for width in (2400, 2000, 1600):
                for job in jobs:
                    pool.submit(flooding.image, job["document_id"], width)
            pool.shutdown(wait=False)
        return lambda client: client.image(client.ended(client.upload("pdf")[0])["document_id"], 400)

    def webhook(self, flooding: Client | None) -> Callable[[Client], object]:
        """A webhook; the flood's receiver takes ten seconds for each."""
        quick, slow = Receiver(0), Receiver(10)
        if flooding:
            for job in flooding.upload("txt", self.count(200), slow.url):
                flooding.ended(job)

        def deliver(client: Client) -> None:
            (job,) = client.upload("txt", callback=quick.url)
            quick.wait(job)

        return deliver

    def seconds(self, kind: str, *, flooded: bool, samples: int) -> list[float]:
        """How long each of some requests takes, one after the other, idle or behind a flood."""
        flooding, client = self.client() if flooded else None, self.client()
        # Questions are about a document that is read.
        client.ended(client.upload("pdf")[0])
        request, found = getattr(self, kind)(flooding), []
        for _ in range(samples):
            began = time.monotonic()
            request(client)
            found.append(time.monotonic() - began)
        for one in (flooding, client):
            if one:
                one.leave()
        return found

    def cost(self) -> Cost:
        """What a document costs, of a flood of them alone: throughput, where processors do nothing else."""
        client = self.client()
        before = self._spent()
        jobs = client.upload("txt", self.count(1000))
        client.ended(jobs[-1])
        spent = [after - earlier for after, earlier in zip(self._spent(), before, strict=True)]
        client.leave()
        return Cost(*(one / len(jobs) for one in spent))

    def _spent(self) -> list[float]:
        commands = sum(one["calls"] for one in self.stack.redis.info("commandstats").values())
        milliseconds = dict.fromkeys(("store", "gateway", "worker-0"), 0.0)
        for name in milliseconds:
            process = psutil.Process(self.stack.pid(name))
            for one in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    # Its own, and that of its processes that have ended.
                    milliseconds[name] += 1000 * sum(one.cpu_times()[:4])
        return [commands, *milliseconds.values()]


KINDS = ("document", "ocr", "question", "image", "webhook")


def main() -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.fairness", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"what is asked for (all), or costs alone: {', '.join(KINDS)}, costs")
    parser.add_argument("--scale", type=float, default=1.0, help="times the usual sizes of floods (1); 0: the least")
    parser.add_argument("--samples", type=int, default=5, help="requests behind each flood (5)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="pairs of costs of a document, with and without turns (3)"
    )
    parser.add_argument("--processes", type=int, default=1, help="processes that read (1)")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="docinsight-fairness-"))
    stack = Stack(folder, 1, arguments.processes, settings=SETTINGS)
    rows = []
    with stack.running():
        bench = Bench(stack, arguments.scale, arguments.samples, random.Random(1))
        bench.seconds("document", flooded=False, samples=3)
        for kind in [one for one in arguments.kinds or KINDS if one != "costs"]:
            idle = statistics.median(bench.seconds(kind, flooded=False, samples=arguments.samples))
            turns = bench.seconds(kind, flooded=True, samples=arguments.samples)
            with bench.without_turns():
                without = bench.seconds(kind, flooded=True, samples=1)[0]
            middle = statistics.median(turns)
            cells = [f"{one:.2f}" for one in (idle, middle, max(turns), without)]
            rows.append([kind, *cells, f"{middle / idle:.1f}", f"{without / idle:.1f}"])
            print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
        costs = [_pair(bench) for _ in range(arguments.rounds)]
    head = ["request", "idle s", "flooded s, turns", "most", "flooded s, no turns", "ratio, turns", "ratio, no turns"]
    if rows:
        print(table(head, rows))
    if costs:
        head = ["of a document", "with turns", "without", "ratios of pairs", "mean", "95 % interval of the mean"]
        print(table(head, [_compared(name, costs) for name in (*Cost._fields, "all_ms")]))


Pair = tuple[Cost, Cost]
"""With turns, and without them."""


def _pair(bench: Bench) -> Pair:
    """Both in turn, so that they meet the same machine."""
    taking_turns = bench.cost()
    with bench.without_turns():
        without = bench.cost()
    print(f"  {taking_turns}\n  without turns {without}", file=sys.stderr, flush=True)
    return taking_turns, without


def _compared(name: str, costs: Sequence[Pair]) -> list[str]:
    def value(cost: Cost) -> float:
        return sum(cost[1:]) if name == "all_ms" else float(getattr(cost, name))

    pairs = [(value(turns), value(without)) for turns, without in costs]
    ratios = [turns / without for turns, without in pairs]
    middles = [f"{statistics.median(side):.2f}" for side in zip(*pairs, strict=True)]
    spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
    low, high = interval(ratios)
    return [name, *middles, spread, f"{statistics.fmean(ratios):.3f}", f"{low:.3f} to {high:.3f}"]


def interval(values: Sequence[float], draws: int = 10_000) -> tuple[float, float]:
    """Between what the mean of the values lies with a probability of 95 %, by resampling them (bootstrap)."""
    dice = random.Random(1)
    means = sorted(statistics.fmean(dice.choices(values, k=len(values))) for _ in range(draws))
    return means[int(0.025 * draws)], means[int(0.975 * draws)]


if __name__ == "__main__":
    main()
