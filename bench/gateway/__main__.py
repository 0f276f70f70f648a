"""Measure the gateway: uploads, polling, long polling, cancellation.

    python -m bench.gateway upload poll wait cancel metrics

Starts a store and a gateway of its own (for ``cancel`` a worker too) and measures each beside a baseline in the
same run: the plainest program that does a part of the same on the same machine. Times are seconds or milliseconds
as the tables say; trust the ratios.
"""

import argparse
import asyncio
import os
from collections.abc import Callable

from bench.gateway.cancel import measure_cancel
from bench.gateway.figures import console
from bench.gateway.poll import measure_poll
from bench.gateway.scrape import measure_scrape
from bench.gateway.upload import measure_upload
from bench.gateway.wait import measure_wait

MEASURES: dict[str, Callable[[], None]] = {
    "upload": lambda: asyncio.run(measure_upload()),
    "poll": lambda: asyncio.run(measure_poll()),
    "wait": lambda: asyncio.run(measure_wait()),
    "cancel": measure_cancel,
    "metrics": measure_scrape,
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
