"""What a look at the metrics costs the store, with few keys in it and with many."""

import time
from typing import Any

import httpx

from bench.gateway.figures import console, table
from bench.gateway.service import running

KEYS = (0, 300_000)
KEYS_A_COMMAND = 10_000
LOOKS = 20


def measure_scrape() -> None:
    """Milliseconds of a look, commands, and the store's processor time."""
    with running() as here:
        made = table(f"GET /metrics, mean of {LOOKS}", "keys", "ms", "commands", "ms of the store's processor")
        client: Any = here.store.client
        for keys in KEYS:
            for first in range(0, keys, KEYS_A_COMMAND):
                client.mset({f"di:job:{number}:filler": "x" for number in range(first, first + KEYS_A_COMMAND)})
            before, began = _used(client), time.perf_counter()
            for _ in range(LOOKS):
                httpx.get(f"{here.base}/metrics").raise_for_status()
            seconds = time.perf_counter() - began
            commands, processor = (now - then for now, then in zip(_used(client), before, strict=True))
            made.add_row(
                f"{keys:,}",
                f"{1000 * seconds / LOOKS:.1f}",
                f"{commands / LOOKS:.1f}",
                f"{1000 * processor / LOOKS:.2f}",
            )
        console.print(made)


def _used(client: Any) -> tuple[float, float]:
    """Commands and seconds of processor time so far."""
    processor = client.info("cpu")
    commands = client.info("stats")["total_commands_processed"]
    return float(commands), float(processor["used_cpu_user"] + processor["used_cpu_sys"])
