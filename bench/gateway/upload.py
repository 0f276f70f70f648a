"""How long an upload takes."""

import hashlib
import secrets

from bench.gateway.connection import Connection, connections, multipart
from bench.gateway.figures import console, mib, quantile, table, timed
from bench.gateway.service import PDF, running


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
