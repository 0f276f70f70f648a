"""What is sent to the service: documents of many pages, and questions, by as many clients as keep all workers busy."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import numpy as np

from bench.reading.fanout import digital, pictures, scanned
from bench.scale.stack import BenchStack

POLL_SECONDS = 0.5
QUESTION = "What was the total of the account in the year of the agreement?"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second, seen between a tenth and nine tenths of the work, so that all workers have some."""

    per_second: float
    seconds: float


def blank(pages: int) -> bytes:
    """A PDF of pictures of pages that cost little to decode, for an engine that looks at none of them."""
    return pictures(np.full((1100, 850), 255, np.uint8) for _ in range(pages))


DOCUMENTS: dict[str, Callable[[int], bytes]] = {"scanned": scanned, "digital": digital, "blank": blank}


def read(stack: BenchStack, data: bytes, pages: int, session: str = "scale") -> Rate:
    """Have one document read. Raises AssertionError unless every page was read.

    Its progress is looked up in the store, since looks through the gateway would cost more than what is measured.
    """
    points: list[tuple[float, float]] = []
    with httpx.Client(base_url=stack.base, timeout=120, trust_env=False) as http:
        began = time.perf_counter()
        reply = http.post("/upload", files={"files": ("made.pdf", data)}, headers={"X-Session-ID": session})
        key = f"di:job:{reply.raise_for_status().json()['jobs'][0]['id']}"
        status = b"queued"
        while status in (b"queued", b"running"):
            time.sleep(POLL_SECONDS)
            status, done = stack.redis.hmget(key, "status", "done")
            points.append((time.perf_counter(), int(done or 0)))
        seconds = time.perf_counter() - began
        job = http.get(f"/jobs/{key[7:]}").raise_for_status().json()
    assert job["status"] == "succeeded", job["error"]
    assert (job["progress"]["done"], job["progress"]["failed"]) == (pages, 0), job["progress"]
    return Rate(rate(points, pages), seconds)


def ask(base: str, questions: int, clients: int, session: str = "scale") -> Rate:
    """Ask so many questions by so many clients, each after its answer. Raises AssertionError unless all succeed."""
    return asyncio.run(_ask(base, questions, clients, session))


async def _ask(base: str, questions: int, clients: int, session: str) -> Rate:
    left, points = iter(range(questions)), [(time.perf_counter(), 0.0)]
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)

    async def client(http: httpx.AsyncClient) -> None:
        for _ in left:
            body = {"question": QUESTION, "session_id": session}
            reply = await http.post("/ask", json=body, headers={"Prefer": "wait=60"})
            job = reply.raise_for_status().json()["job"]
            assert job["status"] == "succeeded", job
            points.append((time.perf_counter(), points[-1][1] + 1))

    began = time.perf_counter()
    async with httpx.AsyncClient(base_url=base, timeout=120, trust_env=False, limits=limits) as http:
        await asyncio.gather(*(client(http) for _ in range(clients)))
    return Rate(rate(points, questions), time.perf_counter() - began)


def rate(points: list[tuple[float, float]], total: float) -> float:
    """Work a second between a tenth and nine tenths of it, from times and the work done until then."""
    first = next(point for point in points if point[1] >= 0.1 * total)
    last = next(point for point in points if point[1] >= 0.9 * total)
    return (last[1] - first[1]) / (last[0] - first[0]) if last[0] > first[0] else float("nan")
