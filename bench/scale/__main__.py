"""Measure how the service scales, and compute what follows from it.

    python -m bench.scale measure [cores waiting answers costs gateway]
    python -m bench.scale simulate [--hours 1]
    python -m bench.scale report

``measure`` writes what it finds to ``docs/scaling.json``; ``simulate`` adds what a simulation of events sees of a day's
busiest hours with these costs; ``report`` computes the tables of ``docs/scaling.md`` and draws ``docs/scaling.png``.
"""

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.scale import measure, report
from bench.scale.model import DAY, Costs, Load, needed
from bench.scale.simulate import simulate

DOCS = Path(__file__).parents[2] / "docs"
MEASURED, PAGE, PLOT = DOCS / "scaling.json", DOCS / "scaling.md", DOCS / "scaling.png"


def _measures(counts: list[int]) -> dict[str, Callable[[], Any]]:
    return {
        "cores": lambda: measure.on_cores(range(1, measure.machine()["cores"] + 1)),
        "waiting": lambda: measure.waiting(counts),
        "answers": lambda: measure.waiting_for_answers(counts),
        "costs": measure.costs,
        "gateway": measure.gateway,
    }


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="measure, and write docs/scaling.json")
    measuring.add_argument("what", nargs="*", choices=[*_measures([]), []], default=[], help="what to measure (all)")
    measuring.add_argument("--workers", default="1,10,50", help="numbers of workers that wait (1,10,50)")
    commands.add_parser("report", help="compute the tables and draw the plot of what was measured")
    simulating = commands.add_parser("simulate", help="simulate the busiest hours of a day")
    simulating.add_argument("--hours", type=float, default=1, help="hours to simulate (1)")
    arguments = parser.parse_args()
    if arguments.command == "report":
        PAGE.write_text(report.filled(PAGE.read_text(), MEASURED))
        report.plot(MEASURED, PLOT)
        return
    every = _measures([int(count) for count in arguments.workers.split(",")]) if arguments.command == "measure" else {}
    every |= {"simulation": lambda: simulated(arguments.hours)} if arguments.command == "simulate" else {}
    chosen = arguments.what if arguments.command == "measure" else []
    for name in chosen or every:
        row = {"machine": measure.machine(), "found": every[name]()}
        found = json.loads(MEASURED.read_text()) if MEASURED.exists() else {}
        MEASURED.write_text(json.dumps(found | {name: row}, indent=1) + "\n")


def simulated(hours: float) -> dict[str, float]:
    """The busiest hours of the day, with as many workers as the model gives them."""
    costs, load = Costs.read(MEASURED), Load()
    workers = math.ceil(needed(costs, load).workers)
    seen = simulate(costs, load, workers, hours)
    seconds = 3600 * hours
    documents, answers = sorted(seen.documents), sorted(seen.answers)
    row = {
        "hours": hours,
        "workers": workers,
        "pages": seen.pages,
        "questions": seen.questions,
        "pages_per_second": seen.pages / seconds,
        "asked_for": load.peak * load.pages / DAY,
        "redis_share": seen.redis_busy / seconds,
        "redis_wait": seen.redis_waits / seen.redis_operations,
        "worker_share": seen.worker_busy / seconds / workers,
        "document_p50": documents[len(documents) // 2],
        "document_p99": documents[int(0.99 * len(documents))],
        "answer_p99": answers[int(0.99 * len(answers))],
    }
    print(row)
    return row


if __name__ == "__main__":
    main()
