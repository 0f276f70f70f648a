"""Measure answering on this machine.

    python -m bench.answering speed                     latency against pages, beside reading everything
    python -m bench.answering quality --squad FILE      F1 against passages read, beside reading everything
    python -m bench.answering calibration --squad FILE  what scores mean: reliability diagram and its error
    python -m bench.answering int8 --squad FILE --float FOLDER    the int8 graph against the float one
    python -m bench.answering peers --squad FILE --float FOLDER   transformers' pipeline and Haystack's reader

FILE is in the format of SQuAD 2.0; without one, documents are made up. FOLDER contains the reader's float weights in a
hub's layout; without one, the pipeline runs DistilBERT's shape with random weights, for its speed alone. Plots go
to out/. Pin the cores to measure (taskset -c 0,1) and name as many threads.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.answering import peers
from bench.answering.collection import Document, load, long_document
from bench.answering.measure import Guess, Row, everything, ours, run, summary, table
from shared.settings import Settings
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import BUNDLED
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.models.calibrate import RIGHT
from worker.models.metrics import calibration_error
from worker.models.squad import LabeledQuestion

OUT = Path("out")


def sample(asked: list[LabeledQuestion], most: int) -> list[LabeledQuestion]:
    """At most so many questions, the same each time."""
    return random.Random(0).sample(asked, min(most, len(asked)))


def speed(found: list[Document], reader: Reader, arguments: argparse.Namespace) -> None:
    """Latency against pages."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    print(
        f"{'pages':>6} {'index s':>8} {'kB':>7} {'load ms':>8} {'p50 s':>7} {'p95 s':>7}"
        f" {'everything s':>13} {'ratio':>7}"
    )
    rows = []
    for pages in arguments.pages:
        document = long_document(found, pages)
        started = time.perf_counter()
        packed = index_document(document.pages)
        indexed = time.perf_counter() - started
        started = time.perf_counter()
        LexicalIndex([DocumentIndex.unpack(packed)])
        loaded = time.perf_counter() - started
        asked = sample(document.asked, arguments.questions)
        way = ours(document, reader, arguments.windows)
        run(way, asked[:3])
        quick = summary(run(way, asked))
        # Reading everything takes as long a page; a few pages tell.
        some = long_document(found, min(pages, arguments.read_pages))
        whole = summary(run(everything(some, reader), asked[:3]))["p50"] * pages / len(some.pages)
        rows.append((pages, quick["p50"], quick["p95"], whole))
        print(
            f"{pages:6} {indexed:8.3f} {len(packed) / 1e3:7.1f} {1e3 * loaded:8.1f}"
            f" {quick['p50']:7.3f} {quick['p95']:7.3f} {whole:13.2f} {whole / quick['p50']:6.0f}x"
        )
    figure, axes = pyplot.subplots(figsize=(6, 4))
    numbers = [row[0] for row in rows]
    for column, label in ((1, "doc-insight, median"), (2, "doc-insight, 95th percentile"), (3, "reading everything")):
        axes.loglog(numbers, [row[column] for row in rows], marker="o", label=label)
    axes.set(xlabel="pages", ylabel="seconds a question")
    axes.legend()
    _save(figure, "answering-speed.png")
    print(f"first answer of a fresh process: {_first_answer():.2f} s, peak memory here {_peak():.0f} MB")


def _first_answer() -> float:
    """Seconds from loading what a worker loads to the first answer, in a process of its own, imports not counted."""
    program = (
        "import time; from bench.answering.collection import made_up; from bench.answering.measure import ours; "
        "from shared.settings import Settings; from worker.answering.loading import load; "
        "d = made_up(0, 12); t = time.perf_counter(); r = load(Settings()); ours(d, r, 3)(d.asked[0].text); "
        "print(time.perf_counter() - t)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def quality(found: list[Document], reader: Reader, arguments: argparse.Namespace) -> None:
    """F1 against the text read."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    each = max(1, arguments.questions // len(found))
    picked = [(document, sample(document.asked, each)) for document in found]
    budgets = (0.5, 1, 2, 3, 5, 8)
    named = {
        f"ours, {budget:g} windows": summary([r for d, q in picked for r in run(ours(d, reader, budget), q)])
        for budget in budgets
    }
    few = [(document, asked[: max(1, len(asked) // 4)]) for document, asked in picked]
    named["same questions, ours"] = summary([r for d, q in few for r in run(ours(d, reader, arguments.windows), q)])
    named["same questions, everything"] = summary([r for d, q in few for r in run(everything(d, reader), q)])
    print(table(named))
    figure, axes = pyplot.subplots(figsize=(6, 4))
    rows = [named[f"ours, {budget:g} windows"] for budget in budgets]
    axes.plot([row["passages"] for row in rows], [row["F1"] for row in rows], marker="o", label="F1")
    axes.plot([row["passages"] for row in rows], [row["page"] for row in rows], marker="o", label="right page")
    axes.set(xlabel="passages read", ylabel="percent")
    axes.legend()
    _save(figure, "answering-quality.png")


def calibration(found: list[Document], reader: Reader, arguments: argparse.Namespace) -> None:
    """What scores mean."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    each = max(1, arguments.questions // len(found))
    rows = [r for d in found for r in run(ours(d, reader, arguments.windows), sample(d.asked, each))]
    scores = np.array([row.guess.score for row in rows])
    right = np.array([float(row.f1 >= RIGHT and row.guess.page == row.asked.page) for row in rows])
    print(f"{'score':>10} {'answers':>8} {'right':>7}")
    places = np.minimum((scores * 10).astype(int), 9)
    bins = [
        (scores[places == b].mean(), right[places == b].mean(), int((places == b).sum())) for b in np.unique(places)
    ]
    for said, was, count in bins:
        print(f"{said:10.2f} {count:8} {was:7.2f}")
    print(f"expected calibration error {calibration_error(list(scores), list(right)):.3f} over {len(rows)} questions")
    print(table({"all": summary(rows)}))
    figure, axes = pyplot.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--")
    axes.plot([b[0] for b in bins], [b[1] for b in bins], marker="o")
    axes.set(xlabel="score", ylabel="share of right answers", xlim=(0, 1), ylim=(0, 1))
    _save(figure, "answering-calibration.png")


def int8(found: list[Document], reader: Reader, arguments: argparse.Namespace) -> None:
    """The int8 graph against the float one of the same weights."""
    if arguments.float is None:
        sys.exit("The float weights are needed: --float FOLDER")
    try:
        from worker.models import export
    except ImportError:
        sys.exit("Making the float graph needs the torch extra.")
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "model.float.onnx"
        export.export_float(export.load(arguments.float), graph)
        for name in ("tokenizer.json", "manifest.json"):
            (Path(folder) / name).write_bytes((BUNDLED / name).read_bytes())
        exact = load_reader(Settings(reader_model=Path(folder), threads=arguments.threads))
        each = max(1, arguments.questions // len(found))
        picked = [(document, sample(document.asked, each)) for document in found]
        named, texts = {}, {}
        for name, one in (("int8", reader), ("float", exact)):
            rows = [r for d, q in picked for r in run(ours(d, one, arguments.windows), q)]
            named[name], texts[name] = summary(rows), [row.guess.text for row in rows]
    print(table(named))
    same = np.mean([a == b for a, b in zip(texts["int8"], texts["float"], strict=True)])
    print(
        f"equal answers: {100 * same:.1f} %; float takes {named['float']['p50'] / named['int8']['p50']:.2f}x the time"
    )


def compare(found: list[Document], reader: Reader, arguments: argparse.Namespace) -> None:
    """Ours beside transformers' pipeline and Haystack."""
    document = long_document(found, arguments.read_pages)
    asked = sample([one for one in document.asked if one.answers], arguments.questions)
    named = {"doc-insight": summary(run(ours(document, reader, arguments.windows), asked))}
    named["reading everything, int8"] = summary(run(everything(document, reader), asked))
    pages = [page.text for page in document.pages]
    for peer in ("haystack", "pipeline"):
        if peer == "haystack" and arguments.float is None:
            print("haystack: needs --float FOLDER")
            continue
        some = asked if peer == "haystack" else asked[: arguments.pipeline_questions]
        try:
            python = peers.environment(peer, arguments.environments)
            answers = peers.ask(
                peer,
                python,
                arguments.float,
                BUNDLED / "tokenizer.json",
                pages,
                [q.text for q in some],
                arguments.threads or 2,
            )
        except peers.Unreachable as error:
            print(f"{peer}: left out ({error})")
            continue
        rows = [
            Row(q, Guess(str(a["text"]), int(a["page"]), 0.0, True, float(a["seconds"]), 0))
            for q, a in zip(some, answers, strict=True)
        ]
        named[f"{peer}, float ({len(rows)} questions)"] = summary(rows)
    print(f"{len(pages)} pages, {len(asked)} questions that they answer")
    print(table(named))
    base = named["doc-insight"]["p50"]
    print("  ".join(f"{name}: {row['p50'] / base:.1f}x" for name, row in named.items()))


def _save(figure: object, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    figure.savefig(OUT / name, dpi=120, bbox_inches="tight")  # type: ignore[attr-defined]
    print(f"plot: {OUT / name}")


WAYS = {"speed": speed, "quality": quality, "calibration": calibration, "int8": int8, "peers": compare}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=WAYS)
    parser.add_argument("--squad", type=Path, help="questions over articles, in SQuAD 2.0's format")
    parser.add_argument("--model", type=Path, help="the reader's folder; default: the bundled one")
    parser.add_argument("--float", type=Path, help="the reader's float weights in a hub's layout")
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--pages", type=lambda text: [int(n) for n in text.split(",")], default=[1, 10, 100, 1000])
    parser.add_argument("--read-pages", type=int, default=10, help="pages read by those who read everything")
    parser.add_argument("--pipeline-questions", type=int, default=3, help="questions put to transformers' pipeline")
    parser.add_argument("--windows", type=float, default=Settings().read_windows, help="windows read for one question")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--environments", type=Path, default=OUT / "environments", help="where peers are installed")
    arguments = parser.parse_args()
    reader = load_reader(Settings(reader_model=arguments.model, threads=arguments.threads))
    WAYS[arguments.what](load(arguments.squad), reader, arguments)


if __name__ == "__main__":
    main()
