"""How soon a waiting client learns of the end of a job."""

import asyncio
import time
from typing import Any

import httpx
from rich.table import Table

from bench.gateway.connection import Connection, connections
from bench.gateway.figures import console, mib, quantile, table
from bench.gateway.service import Running, end, new_job, running, until


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
