"""Measure the service in containers: ``python -m bench.containers --help``."""

import argparse
import io
import os
import secrets
import signal
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from PIL import Image

from bench.containers.stack import Stack, docker
from bench.reading.drawn_pages import DPI, dense

IMAGES = ("api", "worker", "flower")
QUESTION = "What does the agreement say?"


def scan(pages: int, words: int, seed: int) -> bytes:
    """A clean scan at 200 dpi, as a PDF."""
    made = [Image.fromarray(dense(seed + number, words).image).convert("L") for number in range(pages)]
    out = io.BytesIO()
    made[0].save(out, "PDF", save_all=True, append_images=made[1:], resolution=DPI)
    return out.getvalue()


def seconds_of(action: Callable[..., object], *arguments: str) -> float:
    """Seconds that a call took."""
    began = time.monotonic()
    action(*arguments)
    return time.monotonic() - began


def images(stack: Stack, cold: bool) -> None:
    """Build, and say how long it took and how large the images are."""
    if cold:
        anew = seconds_of(stack.compose, "build", "--no-cache", "--quiet")
        print(f"build without layers, packages cached:  {anew:.1f} s")
    else:
        stack.compose("build", "--quiet")
    print(f"build with nothing changed:             {seconds_of(stack.compose, 'build', '--quiet'):.1f} s")
    for name in IMAGES:
        size = int(docker("image", "inspect", "--format", "{{.Size}}", stack.image(name)))
        print(f"image {name:10}                        {size / 1e6:.0f} MB")


def starts(stack: Stack, repetitions: int) -> None:
    """How long until the service is healthy, until the gateway answers, and until a question is answered."""
    print(f"up until all are healthy:               {seconds_of(stack.up):.1f} s")
    stack.ended(stack.upload("start", "one.txt", b"The agreement says that paper is delivered every month."))
    gateway, worker = [], []
    for _ in range(repetitions):
        stack.compose("stop", "api")
        began = time.monotonic()
        stack.compose("start", "api")
        stack.wait_for_gateway()
        gateway.append(time.monotonic() - began)
        stack.compose("stop", "worker")
        began = time.monotonic()
        stack.compose("start", "worker")
        stack.ask("start", QUESTION)
        worker.append(time.monotonic() - began)
    print(f"gateway container start to its answer:  {statistics.median(gateway):.1f} s (median of {repetitions})")
    print(f"worker container start to first answer: {statistics.median(worker):.1f} s (median of {repetitions})")


def spread(stack: Stack, counts: Sequence[int], pages: int, words: int, repetitions: int) -> list[tuple[int, float]]:
    """Seconds that a scan takes with so many workers, each with a core of its own. Prints a table."""
    cores = sorted(os.sched_getaffinity(0), reverse=True)
    print(f"\n{pages} pages of {words} words, workers pinned to a core each (of {len(cores)})")
    print("workers  seconds  pages/s  speed-up  efficiency")
    rows: list[tuple[int, float]] = []
    for workers in counts:
        stack.scale(workers)
        for core, container in zip(cores, stack.containers("worker"), strict=False):
            docker("update", "--cpuset-cpus", str(core), container)
        taken = []
        for repetition in range(repetitions):
            # Other pages each time: what was read once is not read again.
            body = scan(pages, words, seed=1000 * (100 * workers + repetition))
            began = time.monotonic()
            job = stack.ended(stack.upload("spread", "scan.pdf", body), seconds=1800)
            taken.append(time.monotonic() - began)
            assert job["status"] == "succeeded", job
        rows.append((workers, statistics.median(taken)))
        speed_up = rows[0][1] / rows[-1][1] * rows[0][0]
        print(
            f"{workers:7}  {rows[-1][1]:7.1f}  {pages / rows[-1][1]:7.2f}  {speed_up:8.2f}  {speed_up / workers:10.0%}",
            flush=True,
        )
    return rows


def plot(rows: Sequence[tuple[int, float]], pages: int, target: Path) -> None:
    """Pages a second by workers, beside the line of a perfect spread."""
    mpl.use("Agg")
    from matplotlib import pyplot

    workers = [count for count, _ in rows]
    speeds = [pages / seconds for _, seconds in rows]
    figure, axes = pyplot.subplots(figsize=(5, 3.5), layout="constrained")
    axes.plot(workers, speeds, "o-", label="measured")
    axes.plot(workers, [speeds[0] * count / workers[0] for count in workers], "--", color="gray", label="perfect")
    axes.set(xlabel="workers, one core each", ylabel="pages a second", xticks=workers, ylim=(0, None))
    axes.legend()
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=150)
    print(f"plot: {target}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.containers",
        description="Measure the service in containers on this machine's Docker engine: sizes, starts, scale-out.",
    )
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3], help="numbers of workers (1 2 3)")
    parser.add_argument("--pages", type=int, default=30, help="pages of the scan (30)")
    parser.add_argument("--words", type=int, default=650, help="words of a page (650: dense)")
    parser.add_argument("--repetitions", type=int, default=3, help="of each figure (3)")
    parser.add_argument("--cold", action="store_true", help="rebuild all layers first")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder of the plot (out)")
    arguments = parser.parse_args()
    # However it ends, no container stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stack = Stack(f"docinsight-bench-{secrets.token_hex(3)}", "bench")
    try:
        images(stack, arguments.cold)
        starts(stack, arguments.repetitions)
        rows = spread(stack, arguments.workers, arguments.pages, arguments.words, arguments.repetitions)
    finally:
        stack.compose("down", "--volumes", "--timeout", "5")
    plot(rows, arguments.pages, arguments.out / "containers.png")


if __name__ == "__main__":
    main()
