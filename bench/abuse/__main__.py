"""Attack a service that is started for it, on loopback alone: ``python -m bench.abuse`` or ``make abuse``.

Every scenario runs for a bounded time against real processes. A row says what was tried and what came of it; the exit
status is not 0 where the service did not hold.
"""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from bench.abuse.run import run
from bench.abuse.scenarios import SCENARIOS


def main() -> None:
    """Run the scenarios that were asked for, and print a row for each."""
    by_name = {one.name: one for one in SCENARIOS}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", choices=[*by_name, []], default=[], help="which to run (all)")
    parser.add_argument("--short", action="store_true", help="the form that the tests run: seconds rather than minutes")
    arguments = parser.parse_args()
    console = Console(width=140 if not sys.stdout.isatty() else None)
    table = Table(title="attacks on a service", title_justify="left")
    for column in ("scenario", "tried", "result", "", "s"):
        table.add_column(column)
    broken = 0
    for name in arguments.scenario or by_name:
        outcome = run(by_name[name], short=arguments.short)
        broken += not outcome.held
        verdict = "held" if outcome.held else "BROKEN"
        print(f"{name}: {verdict}", file=sys.stderr)
        table.add_row(name, outcome.scenario.tried, outcome.result, verdict, f"{outcome.seconds:.0f}")
    console.print(table)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
