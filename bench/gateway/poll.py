"""How many polls a gateway answers."""

import asyncio
import time

from bench.gateway.connection import Connection, connections
from bench.gateway.figures import console, quantile, table, timed
from bench.gateway.service import end, new_job, running


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
