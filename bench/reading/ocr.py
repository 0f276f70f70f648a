"""How well, how fast and in how much memory pictures of text are read, beside other engines.

Pages are drawn and then degraded, each in several grades with a fixed seed, so that their text is known to the letter.
All engines read every page in turn, each in a process of its own on the same cores, so that what else the machine
does falls on all alike: trust the ratios. The character error rate counts reading order as well.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from bench.reading.drawn_pages import Image
from bench.reading.pages import HARD_PAGES, PAGES, make
from shared.errors import PageTimeout

Read = Callable[[Image], str]


class Result(NamedTuple):
    """What came of one page: error rate, share of words, seconds by the clock and on processors, most bytes held."""

    errors: float
    recall: float
    seconds: float
    work: float
    memory: int


BEFORE = "before"
"""The engine's name that earlier code has."""


# ---- engines


def _ours(name: str, threads: int, models: Path | None) -> Read:
    from shared.settings import Settings
    from worker.ocr.page import recognize_page
    from worker.ocr.registry import load_engine

    engine = load_engine(Settings(ocr_engine=name, threads=threads, ocr_models=models))
    return lambda image: recognize_page(engine, image, ("en",)).text


def _rapidocr() -> Read:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    return lambda image: "\n".join(engine(image).txts or ())


def _tesseract(threads: int) -> Read:
    environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}

    def read(image: Image) -> str:
        page = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
        command = ["tesseract", "stdin", "stdout", "--dpi", "200"]
        done = subprocess.run(command, input=page, capture_output=True, env=environment, check=True)
        return done.stdout.decode()

    return read


def engines(threads: int, easyocr_models: Path | None, before: Path | None = None) -> dict[str, Callable[[], Read]]:
    """The engines that can run here, by name; ``before`` is a checkout of earlier code, which takes our place."""
    if before:
        sys.path.insert(0, str(before))
        for name in [name for name in sys.modules if name.split(".")[0] in ("worker", "shared")]:
            del sys.modules[name]
        return {BEFORE: lambda: _ours("rapidocr", threads, None)}
    found: dict[str, Callable[[], Read]] = {"ours": lambda: _ours("rapidocr", threads, None)}
    if importlib.util.find_spec("rapidocr"):
        found["RapidOCR by default"] = _rapidocr
    if shutil.which("tesseract"):
        found["Tesseract"] = lambda: _tesseract(threads)
        found["ours by Tesseract"] = lambda: _ours("tesseract", threads, None)
    if easyocr_models and importlib.util.find_spec("easyocr"):
        found["ours by EasyOCR"] = lambda: _ours("easyocr", threads, easyocr_models)
    return found


# ---- measuring


def _work() -> float:
    """Seconds on processors of this process and its ended children."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _memory() -> int:
    return 1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _serve(name: str, cores: Sequence[int], easyocr_models: Path | None, before: Path | None, ends: Connection) -> None:
    """Read the pages that come in, in a process of its own. One that takes too long counts as not read at all."""
    os.sched_setaffinity(0, cores)
    read = engines(len(cores), easyocr_models, before if name == BEFORE else None)[name]()
    read(make("receipt", 99).image)
    ends.send(None)
    while (asked := ends.recv()) is not None:
        made = make(*asked)
        started, worked = time.perf_counter(), _work()
        try:
            text = read(made.image)
        except PageTimeout:
            text = ""
        seconds, work = time.perf_counter() - started, _work() - worked
        ends.send(Result(error_rate(text, made.text), word_recall(text, made.text), seconds, work, _memory()))


def error_rate(read: str, truth: str) -> float:
    """Edits that make what was read the truth, over the truth's length; all white space counts as one space."""
    read, truth = " ".join(read.split()), " ".join(truth.split())
    return min(Levenshtein.distance(read, truth) / len(truth), 1.0)


def word_recall(read: str, truth: str) -> float:
    """Share of the words, wherever they are, that were read as they are."""
    there = Counter(truth.split())
    return (Counter(read.split()) & there).total() / there.total()


def measure(
    kinds: Sequence[str],
    pages: int,
    cores: Sequence[int],
    names: Sequence[str],
    easyocr_models: Path | None,
    before: Path | None = None,
) -> dict[str, dict[str, list[Result]]]:
    """Results by kind of page and engine."""
    context = get_context("spawn")
    lines: dict[str, Connection] = {}
    processes = []
    for name in names:
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(name, cores, easyocr_models, before, there), daemon=True)
        process.start()
        there.close()
        here.recv()
        lines[name] = here
        processes.append(process)
    found: dict[str, dict[str, list[Result]]] = {kind: {name: [] for name in names} for kind in kinds}
    for seed in range(pages):
        for kind in kinds:
            for name in names:
                lines[name].send((kind, seed))
                found[kind][name].append(lines[name].recv())
        print(f"  {seed + 1} of {pages} pages of each kind", file=sys.stderr, flush=True)
    for name, process in zip(names, processes, strict=True):
        lines[name].send(None)
        process.join()
    return found


# ---- whole documents


ROUNDS = 3
"""Times a whole document is read by each, in turn."""


def whole_document(pages: int) -> list[tuple[str, list[float], float]]:
    """Name, pages a minute by round and error rate of a scan read with all cores, by us and OCRmyPDF if installed."""
    from concurrent.futures import ProcessPoolExecutor
    from tempfile import TemporaryDirectory

    from PIL import Image as Pillow

    made = [make("light", seed) for seed in range(pages)]
    truth = "\n".join(page.text for page in made)
    cores = len(os.sched_getaffinity(0))
    rates: dict[str, list[float]] = {}
    texts = {}
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(cores, get_context("spawn"), _load, (1,)) as pool,
    ):
        scan, out, sidecar = (Path(folder) / name for name in ("scan.pdf", "out.pdf", "text.txt"))
        first, *rest = [Pillow.fromarray(page.image) for page in made]
        first.save(scan, save_all=True, append_images=rest, resolution=200)
        options = ["-q", "--output-type", "pdf", "-j", str(cores), "--sidecar", str(sidecar)]
        command = ["ocrmypdf", *options, str(scan), str(out)]

        def ours() -> str:
            return "\n".join(pool.map(_read, [page.image for page in made]))

        def ocrmypdf() -> str:
            subprocess.run(command, check=True)
            return sidecar.read_text()

        readers = {"ours": ours, "OCRmyPDF": ocrmypdf} if shutil.which("ocrmypdf") else {"ours": ours}
        list(pool.map(_read, [made[0].image] * cores))
        for _ in range(ROUNDS):
            for name, read in readers.items():
                started = time.perf_counter()
                texts[name] = read()
                rates.setdefault(name, []).append(60 * pages / (time.perf_counter() - started))
    return [(name, by_round, error_rate(texts[name], truth)) for name, by_round in rates.items()]


_reader: Any = None


def _load(threads: int) -> None:
    global _reader
    _reader = _ours("rapidocr", threads, None)


def _read(image: Image) -> str:
    return str(_reader(image))


# ---- telling


def table(found: dict[str, dict[str, list[Result]]]) -> str:
    """One line for every kind and engine; ratios are to ours."""
    lines = [
        f"{'pages':12} {'engine':21} {'CER':>8} {'worst':>8} {'recall':>7}"
        f" {'s/page':>7} {'CPU s':>6} {'MB':>6} {'time':>6}"
    ]
    for kind, by_engine in found.items():
        ours = statistics.median(r.seconds for r in by_engine["ours"])
        for name, results in by_engine.items():
            seconds = statistics.median(r.seconds for r in results)
            lines.append(
                f"{kind:12} {name:21} {statistics.mean(r.errors for r in results):8.5f}"
                f" {max(r.errors for r in results):8.5f} {statistics.mean(r.recall for r in results):7.4f}"
                f" {seconds:7.2f} {statistics.median(r.work for r in results):6.2f}"
                f" {max(r.memory for r in results) >> 20:6} {seconds / ours:5.1f}x"
            )
    return "\n".join(lines)


def plot(found: dict[str, dict[str, list[Result]]], path: Path) -> None:
    """Error rates and times, side by side."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(13, 5), layout="constrained")
    kinds, names = list(found), list(next(iter(found.values())))
    places = np.arange(len(kinds))
    for i, name in enumerate(names):
        shift = (i - (len(names) - 1) / 2) * 0.8 / len(names)
        errors = [max(statistics.mean(r.errors for r in found[kind][name]), 1e-5) for kind in kinds]
        seconds = [statistics.median(r.seconds for r in found[kind][name]) for kind in kinds]
        for panel, values in zip(panels, (errors, seconds), strict=True):
            panel.bar(places + shift, values, 0.8 / len(names), label=name)
    for panel, title in zip(panels, ("character error rate", "seconds a page"), strict=True):
        panel.set_xticks(places, kinds, rotation=40, ha="right")
        panel.set_title(title)
    panels[0].set_yscale("log")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(names))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def main(arguments: Sequence[str]) -> None:
    """Measure, print the tables and draw the plot."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading ocr", description=__doc__)
    parser.add_argument("--pages", type=int, default=5, help="pages of each kind (default 5)")
    parser.add_argument(
        "--kinds",
        default=",".join(PAGES),
        help=f"kinds of pages, separated by commas (default {', '.join(PAGES)}); hard ones: {', '.join(HARD_PAGES)}",
    )
    parser.add_argument("--hard", action="store_true", help="the hard kinds, instead of --kinds")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="a checkout of earlier code, to read in turn")
    parser.add_argument("--engines", help="engines, separated by commas (default all that are installed)")
    parser.add_argument("--cores", type=int, default=2, help="cores of each engine (default 2)")
    parser.add_argument("--easyocr-models", type=Path, metavar="FOLDER", help="EasyOCR's weights")
    parser.add_argument("--document", type=int, default=0, metavar="PAGES", help="read a scan of so many pages, too")
    parser.add_argument("--out", type=Path, default=Path("out/ocr.png"), help="where the plot goes")
    parsed = parser.parse_args(list(arguments))
    cores = sorted(os.sched_getaffinity(0))[: parsed.cores]
    able = engines(parsed.cores, parsed.easyocr_models)
    names = parsed.engines.split(",") if parsed.engines else list(able)
    if missing := set(names) - set(able):
        parser.error(f"not installed: {', '.join(sorted(missing))}; there are: {', '.join(able)}")
    names = ["ours", *(name for name in names if name != "ours"), *([BEFORE] if parsed.before else [])]
    kinds = list(HARD_PAGES) if parsed.hard else parsed.kinds.split(",")
    found = measure(kinds, parsed.pages, cores, names, parsed.easyocr_models, parsed.before)
    print(f"{len(cores)} cores; median times, peak memory of the engine's process since its start")
    print(table(found))
    plot(found, parsed.out)
    if parsed.document:
        print(f"\na scan of {parsed.document} pages, all cores")
        for name, rates, errors in whole_document(parsed.document):
            spread = f"({min(rates):.1f} to {max(rates):.1f})"
            print(f"{name:21} {statistics.median(rates):7.1f} pages a minute {spread}, CER {errors:.5f}")
    print(f"plot: {parsed.out}")


if __name__ == "__main__":
    main(sys.argv[1:])
