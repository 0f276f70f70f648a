"""Born-digital PDFs: milliseconds a page, words found, their places and their order, beside other tools.

    python -m bench.reading digital [--pages 5] [--repeats 3] [--corpus FOLDER] [--limit 12]

Without a corpus the documents are made here and every word of them is known. A corpus is a folder of PDFs; there the
words that pdftotext finds stand for the truth. pdftotext (poppler-utils) and PyMuPDF take part where they are
installed. Tools take turns on each document, so that a busy machine slows all of them; each one's memory is the peak
of a process of its own that reads all the documents. One core is used throughout.
"""

import argparse
import collections
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.reading.documents import documents
from bench.reading.pdf_tools import REFERENCE, TOOLS, PlacedText, Seen, installed

# ---- scores


def _comparable(text: str) -> str:
    """A word as all tools could write it: ligatures spelt out, right-to-left words in either order."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "-")
    return max(text, text[::-1]) if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) else text


def word_f1(found: Sequence[str], true: Sequence[str]) -> float:
    """F1 of the two bags of words."""
    a, b = collections.Counter(map(_comparable, found)), collections.Counter(map(_comparable, true))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def placed_f1(found: Sequence[PlacedText], true: Sequence[PlacedText]) -> float:
    """F1 of words that agree in text and whose boxes share at least half of the smaller one."""
    by_text: dict[str, list[PlacedText]] = collections.defaultdict(list)
    for word in true:
        by_text[_comparable(word[0])].append(word)
    same = 0
    for word in found:
        candidates = by_text[_comparable(word[0])]
        match = next((other for other in candidates if _overlap(word, other) >= 0.5), None)
        if match:
            candidates.remove(match)
            same += 1
    total = len(found) + len(true)
    return 2 * same / total if total else 1.0


def _overlap(a: PlacedText, b: PlacedText) -> float:
    across, down = min(a[3], b[3]) - max(a[1], b[1]), min(a[4], b[4]) - max(a[2], b[2])
    smaller = min((a[3] - a[1]) * (a[4] - a[2]), (b[3] - b[1]) * (b[4] - b[2]))
    return across * down / smaller if across > 0 and down > 0 and smaller > 0 else 0.0


def order_error(found: Sequence[str], true: Sequence[str]) -> float:
    """Word error rate of the sequence: wrong order counts as wrong words."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(list(found), list(true)) / max(1, len(true))


@dataclass
class Result:
    """What was measured of one tool."""

    milliseconds: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    placed: list[float] = field(default_factory=list)
    order: list[float] = field(default_factory=list)
    megabytes: float = 0.0


# ---- measuring


def _timed(name: str, path: Path, limit: int) -> tuple[list[float], list[Any]]:
    """Seconds of every page, opening among the first one's, and the pages."""
    pages, seconds = [], []
    started = time.perf_counter()
    for page in TOOLS[name].read(path, limit):
        seconds.append(time.perf_counter() - started)
        pages.append(page)
        started = time.perf_counter()
    if name.startswith("pdftotext"):
        seconds = [sum(seconds) / max(1, len(seconds))] * len(seconds)
    return seconds, pages


_PEAK = """
import sys
from pathlib import Path
from bench.reading.pdf_tools import TOOLS
for path in sys.argv[3:]:
    for _ in TOOLS[sys.argv[1]].read(Path(path), int(sys.argv[2])):
        pass
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
"""

_PEAK_OF_CHILDREN = """
import resource, subprocess, sys
for path in sys.argv[3:]:
    subprocess.run(["pdftotext", "-bbox", "-l", sys.argv[2], path, "-"], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak(name: str, paths: Sequence[Path], limit: int) -> float:
    """Peak memory in MB of a process that reads the documents with one tool."""
    script = _PEAK_OF_CHILDREN if name.startswith("pdftotext") else _PEAK
    command = [sys.executable, "-c", script, name, str(limit), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(done.stdout.split()[-1]) / 1024 if done.returncode == 0 else math.nan


def measure(paths: Sequence[Path], truths: dict[Path, list[list[str]]], limit: int, repeats: int) -> dict[str, Result]:
    """Every tool over every document; truths are the words of pages, where they are known."""
    tools = installed()
    results = {name: Result() for name in tools}
    for path in paths:
        pdftotext = TOOLS[REFERENCE]
        reference = [pdftotext.see(page) for page in pdftotext.read(path, limit)] if REFERENCE in tools else []
        best: dict[str, list[float]] = {}
        for repeat in range(repeats):
            for name in random.Random(f"{path.name} {repeat}").sample(tools, len(tools)):
                try:
                    seconds, pages = _timed(name, path, limit)
                except Exception as error:
                    print(f"{name} failed on {path.name}: {type(error).__name__}", file=sys.stderr)
                    continue
                best[name] = [min(pair) for pair in zip(best.get(name, seconds), seconds, strict=True)]
                if repeat == 0:
                    _score(results[name], [TOOLS[name].see(page) for page in pages], truths.get(path), reference)
        for name, seconds in best.items():
            results[name].milliseconds += [1000 * each for each in seconds]
    for name in tools:
        results[name].megabytes = _peak(name, paths, limit)
    return results


def _score(result: Result, pages: list[Seen], truth: list[list[str]] | None, reference: list[Seen]) -> None:
    for i, (placed, words) in enumerate(pages):
        true = truth[i] if truth else reference[i][1] if i < len(reference) else None
        if true:
            result.words.append(word_f1([word[0] for word in placed] or words, true))
        if truth:
            result.order.append(order_error(words, truth[i]))
        if placed and i < len(reference) and reference[i][0]:
            result.placed.append(placed_f1(placed, reference[i][0]))


# ---- reporting


def table(results: dict[str, Result]) -> str:
    """The results as text; ratios are of medians to ours."""
    ours = statistics.median(results["doc-insight"].milliseconds)
    rows = [
        f"{'tool':22} {'ms/page':>8} {'p95':>7} {'ratio':>6} {'peak MB':>8} {'word F1':>8} {'placed':>7} {'order':>7}"
    ]
    for name, r in results.items():
        if not r.milliseconds:
            continue
        ordered = sorted(r.milliseconds)
        median, p95 = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
        scores = [
            f"{statistics.mean(s):{w}.4f}" if s else " " * (w - 1) + "-"
            for s, w in ((r.words, 8), (r.placed, 7), (r.order, 7))
        ]
        rows.append(f"{name:22} {median:8.2f} {p95:7.1f} {median / ours:6.2f} {r.megabytes:8.0f} {' '.join(scores)}")
    return "\n".join(rows)


def plot(results: dict[str, Result], path: Path) -> None:
    """Milliseconds a page of every tool as boxes, on a logarithmic axis."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = [name for name, r in results.items() if r.milliseconds][::-1]
    figure, axes = pyplot.subplots(figsize=(8, 0.7 * len(names) + 1.2))
    axes.boxplot(
        [results[name].milliseconds for name in names],
        orientation="horizontal",
        tick_labels=names,
        whis=(5, 95),
        showfliers=False,
    )
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds a page (box: quartiles, whiskers: 5 % and 95 %)")
    axes.grid(axis="x", alpha=0.3)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        "bench.reading digital", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=5, help="pages of each document made")
    parser.add_argument("--repeats", type=int, default=3, help="runs of every tool; the best time of a page counts")
    parser.add_argument("--corpus", type=Path, help="a folder of PDFs to read instead")
    parser.add_argument("--limit", type=int, default=12, help="pages read of a document of a corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("out/reading-digital.png"))
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        truths = {}
        if args.corpus:
            paths = sorted(args.corpus.rglob("*.pdf"))
        else:
            for document in documents(args.pages, args.seed):
                path = Path(folder) / f"{document.name}.pdf"
                path.write_bytes(document.data)
                truths[path] = document.pages
            paths = list(truths)
        results = measure(paths, truths, args.limit if args.corpus else args.pages, args.repeats)
    truth = "as made" if truths else "pdftotext"
    count = len(results["doc-insight"].milliseconds)
    print(f"{count} pages of {len(paths)} documents, best of {args.repeats}; truth: {truth}")
    print(table(results))
    print("placed: words whose text and box agree with pdftotext's; order: word error rate in reading order")
    plot(results, args.out)
    print(f"plot: {args.out}")
    return 0
