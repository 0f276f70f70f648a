"""How soon many clients get an error when the store is unavailable: ``python -m bench.store_away --clients 100``.

Clients are uploading when the store is frozen, full, or killed, each about to complete a megabyte, which the
gateway then has for the store; others come while it is so. The seconds are those from the fault, or from a later
call, to the answer's head.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from rich.table import Table

from bench.gateway.figures import console, quantile, table
from bench.gateway.service import Running, running
from shared.settings import MiB

FAULTS: dict[str, Callable[[Running, int], object]] = {
    "frozen": lambda _, pid: os.kill(pid, signal.SIGSTOP),
    "full": lambda here, _: here.store.client.config_set("maxmemory", 1),
    "killed": lambda _, pid: os.kill(pid, signal.SIGKILL),
}
UPLOAD = (
    b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
)
QUESTION = b'{"question": "Who?", "session_id": "s"}'
ASK = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
ASK += b"Content-Length: %d\r\n\r\n" % len(QUESTION)
PIECE = 1 << 16

Answer = tuple[int, float]
"""Status, and when it came."""


async def upload(base: str, fault: asyncio.Event) -> Answer:
    """Send without an end, past the fault, until an answer comes."""
    parts = urlsplit(base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(UPLOAD + bytes(MiB - PIECE))
    await fault.wait()
    heard = asyncio.create_task(reader.readuntil(b"\r\n\r\n"))
    with contextlib.suppress(ConnectionError):
        while not heard.done():
            writer.write(bytes(PIECE))
            await asyncio.wait([heard], timeout=0.2)
    writer.close()
    return int((await heard)[9:12]), time.monotonic()


async def ask(base: str) -> Answer:
    """Ask, on a connection of its own."""
    parts = urlsplit(base)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(ASK + QUESTION)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return int(head[9:12]), time.monotonic() - began


async def measure(here: Running, fault: str, clients: int, made: Table) -> None:
    """One fault, and what came of it, as rows of a table."""
    pid = here.store.client.info("server")["process_id"]
    begun = asyncio.Event()
    sending = [asyncio.create_task(upload(here.base, begun)) for _ in range(clients)]
    await asyncio.sleep(2)
    at = time.monotonic()
    FAULTS[fault](here, pid)
    begun.set()
    coming = []
    for _ in range(6):
        coming += [asyncio.create_task(ask(here.base)) for _ in range(clients // 2)]
        await asyncio.sleep(0.5)
    _row(made, f"{fault}, during uploads", [(s, end - at) for s, end in await asyncio.gather(*sending)])
    _row(made, f"{fault}, asking", await asyncio.gather(*coming))
    if fault == "frozen":
        os.kill(pid, signal.SIGCONT)


def _row(made: Table, name: str, answers: list[Answer]) -> None:
    statuses = Counter(status for status, _ in answers)
    seconds = [one for _, one in answers]
    figures = (quantile(seconds, 0.5), quantile(seconds, 0.95), max(seconds))
    told = ", ".join(f"{count} x {status}" for status, count in statuses.items())
    made.add_row(name, told, *(f"{one:.2f}" for one in figures))


def main() -> None:
    """Measure each fault on a store and a gateway of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.store_away", description=__doc__)
    parser.add_argument("--clients", type=int, default=100, help="clients that upload (100)")
    clients = parser.parse_args().clients
    console.print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n")
    made = table(f"{clients} clients during their uploads", "", "answers", "p50 s", "p95 s", "most s")
    for fault in FAULTS:
        with running() as here:
            asyncio.run(measure(here, fault, clients, made))
    console.print(made)


if __name__ == "__main__":
    main()
