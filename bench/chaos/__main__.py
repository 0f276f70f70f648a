"""Kill, cut, pause and fill a running service under load: ``python -m bench.chaos --help``."""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.chaos import extremes, failover, poison
from bench.chaos.clients import Clients, Findings
from bench.chaos.faults import FAULTS, Fault, recovery
from bench.chaos.stack import Stack


@dataclass
class Row:
    """One line of the table."""

    fault: str
    repetitions: int
    findings: Findings
    recoveries: list[float | None]
    notes: list[str]

    @property
    def good(self) -> bool:
        """Whether nothing was lost, and all was recovered."""
        return self.findings.good and None not in self.recoveries and not self.notes

    def cells(self) -> list[str]:
        """The line, cell by cell."""
        found, known = self.findings, [one for one in self.recoveries if one is not None]
        counts = [len(kind) for kind in (found.lost, found.stuck, found.doubled, found.wrong)]
        times = [f"{statistics.median(known):.1f}", f"{max(known):.1f}"] if known else ["-", "-"]
        return [self.fault, str(self.repetitions), str(found.jobs), *map(str, counts), *times, _refusals(found)]


HEAD = ["fault", "reps", "jobs", "lost", "stuck", "doubled", "wrong", "recovery p50 s", "max s", "refusals"]


def _refusals(found: Findings) -> str:
    if not found.refusals:
        return "-"
    most = sorted(found.refusals.items(), key=lambda entry: -entry[1])[:3]
    counted = ", ".join(f"{count}x {how}" for how, count in most)
    return f"{counted}; slowest {found.slowest_refusal:.1f} s"


def inject(stack: Stack, name: str, fault: Fault, repetitions: int, clients: int, seed: int) -> Row:
    """Repeat a fault under load, and check the outcome of all that was accepted."""
    rng = random.Random(f"{name}-{seed}")
    recoveries: list[float | None] = []
    notes: list[str] = []
    with Clients(stack.base, clients, seed, pace=0.5) as load:
        for number in range(repetitions):
            time.sleep(rng.random())
            effect = fault(stack, rng)
            took = recovery(stack, effect)
            if effect.tasks:
                recoveries.append(took)
            effect.repair()
            notes += effect.notes
            print(f"  {name} {number + 1}/{repetitions}: {len(effect.tasks)} tasks affected, ", end="", file=sys.stderr)
            print("NOT RECOVERED" if took is None else f"recovered after {took:.1f} s", file=sys.stderr)
    notes += leftovers(stack, load)
    return Row(name, repetitions, load.findings, recoveries, notes)


def leftovers(stack: Stack, load: Clients) -> list[str]:
    """What is left in the store when every session is deleted, and any key of ours that never expires."""
    notes = [f"{key.decode()} never expires" for key in stack.redis.scan_iter("di:*") if stack.redis.ttl(key) == -1]
    with load.http() as http:
        for session in load.sessions:
            load.send(http, "DELETE", f"/sessions/{session}")
    # Presence of workers, counts of ends and of limits, remembered requests and the bytes of an upload that was cut off
    # are no part of a session, and expire by themselves.
    names = ["worker", "turn-takers", "swe", "request", "rate", "queued", "ahead", "running", "staging", "ended"]
    kept = tuple(f"di:{name}".encode() for name in names)
    rest = [key for key in stack.redis.scan_iter("di:*") if not key.startswith(kept)]
    if rest:
        notes.append(f"{len(rest)} keys are left after deletion, such as {rest[0].decode()}")
    return notes


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main() -> None:
    """Run what was asked for and print the table; exits with 1 when anything was lost."""
    every = [*FAULTS, *failover.FAULTS, *poison.NAMES, *extremes.NAMES]
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("faults", nargs="*", help=f"which faults (all): {', '.join(every)}")
    parser.add_argument("--repetitions", type=int, help="of each fault, instead of the usual numbers")
    parser.add_argument("--scale", type=float, default=1.0, help="times the usual numbers, of repetitions and jobs (1)")
    parser.add_argument("--clients", type=int, default=6, help="clients at once (6)")
    parser.add_argument("--groups", type=int, default=2, help="worker groups (2)")
    parser.add_argument("--processes", type=int, default=1, help="processes of a group that read (1)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the random choices")
    parser.add_argument("--folder", type=Path, help="for data and logs; a temporary one")
    parser.add_argument("--json", type=Path, help="a file for all results")
    arguments = parser.parse_args()
    unknown = set(arguments.faults) - set(every)
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="docinsight-chaos-"))
    print(f"seed {arguments.seed}, data and logs in {folder}", file=sys.stderr)
    wanted = arguments.faults or every
    rows = []
    for row in _rows(wanted, arguments, folder):
        rows.append(row)
        print("  " + " | ".join(row.cells()), *row.notes[:2], file=sys.stderr, flush=True)
    print(table(HEAD, [row.cells() for row in rows]))
    for row in rows:
        for kind in ("lost", "stuck", "doubled", "wrong"):
            for what in getattr(row.findings, kind)[:5]:
                print(f"{row.fault}: {kind}: {what}")
        for note in row.notes[:5]:
            print(f"{row.fault}: {note}")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))
    sys.exit(not all(row.good for row in rows))


def _rows(wanted: Sequence[str], arguments: argparse.Namespace, folder: Path) -> Iterator[Row]:
    def times(usual: int) -> int:
        return int(arguments.repetitions or max(1, round(usual * arguments.scale)))

    common = [name for name in wanted if name in FAULTS]
    if common:
        stack = Stack(
            folder / "common", arguments.groups, arguments.processes, gateway_module="bench.chaos.crashing_gateway"
        )
        with stack.running():
            for name in common:
                fault, usual = FAULTS[name]
                yield inject(stack, name, fault, times(usual), arguments.clients, arguments.seed)
    for name, (fault, usual) in failover.FAULTS.items():
        if name in wanted:
            stack = failover.ReplicatedStack(folder / name, arguments.groups, arguments.processes)
            with stack.running():
                yield inject(stack, name, fault, times(usual), arguments.clients, arguments.seed)
    if set(wanted) & set(poison.NAMES):
        for name, repetitions, findings, notes in poison.run(
            [name for name in wanted if name in poison.NAMES], folder / "poison", arguments.seed, times
        ):
            yield Row(name, repetitions, findings, [], notes)
    for name in wanted:
        if name in extremes.NAMES:
            findings, notes = extremes.NAMES[name](folder / name, arguments.seed, arguments.scale)
            yield Row(name, 1, findings, [], notes)


if __name__ == "__main__":
    main()
