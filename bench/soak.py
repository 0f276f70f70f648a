"""Check that a worker's memory stays constant over many documents and questions: ``python -m bench.soak --help``.

Processes are not renewed during the run, unlike in service, so that nothing that leaks is hidden. Growth compares
the median of the last tenth with that of the tenth behind the warm-up, the first fifth of the work.
"""

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
import psutil

from bench.chaos import documents
from bench.chaos.clients import Clients
from bench.chaos.stack import Stack

mpl.use("Agg")

MiB = 1 << 20
WARM_UP = 0.2
ROLES = ("reading", "questions", "images", "main processes")


@dataclass
class Curve:
    """Share of the work done, and MiB of resident memory by role, as time goes by."""

    done: list[float] = field(default_factory=list)
    sizes: dict[str, list[float]] = field(default_factory=lambda: {role: [] for role in ROLES})

    @property
    def total(self) -> list[float]:
        """MiB of the whole worker."""
        return [sum(sizes) for sizes in zip(*self.sizes.values(), strict=True)]

    def growth(self, values: list[float]) -> float:
        """Percent from behind the warm-up to the end."""
        parts = [[v for d, v in zip(self.done, values, strict=True) if a <= d < a + 0.1] for a in (WARM_UP, 0.9)]
        before, after = (statistics.median(part) for part in parts)
        return 100 * (after / before - 1)


def measure(stack: Stack) -> dict[str, float]:
    """MiB of resident memory by role."""
    sizes = dict.fromkeys(ROLES, 0.0)
    sizes["main processes"] += psutil.Process(stack.pid("worker-0")).memory_info().rss / MiB
    for member in stack.members(0):
        role = next(role for role in ROLES if role in member.name)
        process = psutil.Process(member.pid)
        sizes["main processes"] += process.memory_info().rss / MiB
        sizes[role] += sum(child.memory_info().rss for child in process.children()) / MiB
    return sizes


def work(stack: Stack, pages: int, questions: int, scans: float, seed: int, curve: Curve) -> Clients:
    """Upload documents of ten pages, ask about each as it is read, and delete it, a few at a time."""
    dice, turn = random.Random(seed), threading.Lock()
    left = {"pages": pages, "questions": questions}
    whole = pages + questions
    each = max(1, round(questions / max(1, pages / 10)))
    load = Clients(stack.base, 0, seed)

    def visits() -> None:
        with load.http() as http:
            while True:
                with turn:
                    if left["pages"] <= 0:
                        return
                    scanned = dice.random() < scans
                    made = documents.long_scan(dice, 10) if scanned else documents.make(dice, kind="pdf", pages=10)
                    left["pages"] -= 10
                session = uuid.uuid4().hex
                headers = {"X-Session-ID": session}
                files = {"files": (made.filename, made.body)}
                job = load.send(http, "POST", "/upload", files=files, headers=headers)["jobs"][0]
                ended = load.ended(http, job)
                if ended is not None:
                    load.check_document(http, ended, made)
                for number in range(each):
                    ask = {"question": f"Who signed agreement {number}?", "session_id": session}
                    asked = load.send(http, "POST", "/ask", json=ask, headers={"Prefer": "wait=30"})["job"]
                    answered = load.ended(http, asked)
                    if answered is None or answered["status"] != "succeeded":
                        load.findings.wrong.append(f"question job {asked['id']}")
                    with turn:
                        left["questions"] -= 1
                load.send(http, "DELETE", f"/sessions/{session}")

    threads = [threading.Thread(target=visits, daemon=True) for _ in range(3)]
    began = said = time.monotonic()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        curve.done.append(1 - (max(0, left["pages"]) + max(0, left["questions"])) / whole)
        for role, size in measure(stack).items():
            curve.sizes[role].append(size)
        if time.monotonic() - said > 30:
            said = time.monotonic()
            print(f"  {curve.done[-1]:.0%} after {said - began:.0f} s, {curve.total[-1]:.0f} MiB", file=sys.stderr)
        time.sleep(0.5)
    return load


def plot(curve: Curve, path: Path, title: str) -> None:
    """Draw memory over the work done."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 4.5))
    shares = [100 * done for done in curve.done]
    axes.stackplot(shares, *curve.sizes.values(), labels=list(curve.sizes), alpha=0.8)
    axes.axvspan(0, 100 * WARM_UP, color="black", alpha=0.08, label="warm-up")
    axes.set(xlabel="work done, %", ylabel="resident memory, MiB", title=title, xlim=(0, 100), ylim=(0, None))
    axes.legend(loc="lower right")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def main() -> None:
    """Run, print the table and draw the plot; exits with 1 when memory grew by 5 % or more, or anything failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, help="pages to read (5000)")
    parser.add_argument("--questions", type=int, default=5000, help="questions to answer (5000)")
    parser.add_argument("--scans", type=float, default=0.05, help="share of the pages that OCR reads (0.05)")
    parser.add_argument("--seed", type=int, default=1, help="of the documents")
    parser.add_argument("--plot", type=Path, default=Path("out/soak.png"), help="where the plot goes (out/soak.png)")
    arguments = parser.parse_args()
    curve = Curve()
    with (
        tempfile.TemporaryDirectory(prefix="docinsight-soak-") as folder,
        Stack(Path(folder), 1, 1, settings={"tasks_per_process": "1000000"}).running() as stack,
    ):
        before = stack.redis.info("memory")["used_memory"]
        began = time.monotonic()
        load = work(stack, arguments.pages, arguments.questions, arguments.scans, arguments.seed, curve)
        seconds = time.monotonic() - began
        rest = stack.redis.info("memory")["used_memory"] - before
    title = f"{arguments.pages} pages ({arguments.scans:.0%} scanned) and {arguments.questions} questions"
    print(f"{title}, {seconds:.0f} s; {len(load.findings.wrong)} went wrong; the store kept {rest / MiB:.1f} MiB")
    print("| | behind warm-up MiB | at the end MiB | most MiB | growth % |\n| --- | --- | --- | --- | --- |")
    for name, values in {**curve.sizes, "whole worker": curve.total}.items():
        first = statistics.median(v for d, v in zip(curve.done, values, strict=True) if WARM_UP <= d < WARM_UP + 0.1)
        last = statistics.median(v for d, v in zip(curve.done, values, strict=True) if d >= 0.9)
        print(f"| {name} | {first:.0f} | {last:.0f} | {max(values):.0f} | {curve.growth(values):+.1f} |")
    plot(curve, arguments.plot, title)
    for what in load.findings.wrong[:5]:
        print(what)
    sys.exit(curve.growth(curve.total) >= 5 or not load.findings.good)


if __name__ == "__main__":
    main()
