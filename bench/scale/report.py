"""The tables and the plot of ``docs/scaling.md``, from what was measured."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.scale import model
from bench.scale.model import Costs, Load, Prices

BEGIN, END = "<!-- computed: {} -->", "<!-- end -->"
WORKERS = (1, 10, 100, 1000)
TB = 1e12


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def costs_table(found: dict[str, Any]) -> str:
    """What one of each uses."""
    names = {
        "ocr_page": "a page that is recognized",
        "text_page": "a page with text of its own",
        "question": "a question, to its answer",
        "upload": "an upload of 200 kB, accepted",
    }
    rows = [
        [
            text,
            f"{found[name]['commands']:.0f}",
            f"{found[name]['received'] / 1000:.1f}",
            f"{found[name]['sent'] / 1000:.1f}",
            *(f"{1000 * found[name][who]:.2f}" for who in ("store", "gateway")),
            f"{1000 * max(0.0, found[name]['workers']):.0f}",
        ]
        for name, text in names.items()
    ]
    return table(
        ["", "commands", "kB to Redis", "kB from it", "ms of Redis", "ms of the gateway", "ms of a worker"], rows
    )


def waiting_table(name: str, rows: list[dict[str, float]]) -> str:
    """How processes that wait add up. As fast as they can be is one of each for each wait."""
    first = rows[0]
    lines = [
        [
            f"{row['workers']:.0f}",
            f"{row[f'{name}s_per_second']:.3f}",
            f"{row[f'{name}s_per_second'] * row['wait'] / row['workers']:.3f}",
            f"{1000 * row[f'{name}_cpu']:.0f}",
            f"{row[f'{name}_cpu'] / first[f'{name}_cpu'] - 1:+.0%}",
            f"{1000 * row[f'{name}_store_cpu']:.1f}",
        ]
        for row in rows
    ]
    head = ["processes", f"{name}s/s", "efficiency", f"ms of processor a {name}", "growth", "of it, Redis"]
    return table(head, lines)


def cores_table(rows: list[dict[str, float]]) -> str:
    """Workers that compute, on a core each."""
    lines = [
        [
            f"{row['workers']:.0f}",
            f"{row['pages_per_second']:.2f}",
            f"{row['page_worker_cpu']:.2f}",
            f"{row['questions_per_second']:.1f}",
            f"{1000 * row['question_worker_cpu']:.0f}",
        ]
        for row in rows
    ]
    return table(["workers", "pages/s", "s of processor a page", "questions/s", "ms of processor a question"], lines)


def gateway_table(found: dict[str, dict[str, float]]) -> str:
    """What one gateway accepts."""
    lines = [
        [
            name,
            f"{row['per_second']:.0f}",
            f"{row['gateway_core_share']:.0%}",
            f"{row['per_second_of_gateway_cpu']:.0f}",
        ]
        for name, row in found.items()
    ]
    return table(["", "accepted a second", "of its core", "a second of its processor"], lines)


def workers_table(costs: Costs, load: Load, prices: Prices) -> str:
    """What workers carry, and what they need."""
    lines = []
    for workers in WORKERS:
        carried, need = model.of_workers(workers, costs, load)
        at_once = model.dollars_per_million(need, carried, prices)
        deleted = replace(carried, kept_seconds=3600)
        lines.append(
            [
                f"{workers:,}",
                f"{need.pages_per_second / load.peak:.2f}",
                f"{carried.pages / 1e6:.2f}",
                f"{need.redis_share:.1%}",
                f"{8 * need.net_bytes / 1e6:.0f}",
                f"{need.kept_bytes / TB:.2f}",
                str(need.by_processor),
                f"{at_once:.0f}",
                f"{model.dollars_per_million(model.needed(costs, deleted), deleted, prices):.0f}",
            ]
        )
    head = [
        "workers",
        "pages/s, mean",
        "million pages a day",
        "of a Redis core, busiest hour",
        "Mbit/s of Redis",
        "TB kept for a day",
        "Redis instances by processor",
        "US$ a million pages",
        "the same, kept for an hour",
    ]
    return table(head, lines)


def day_table(costs: Costs, load: Load, simulated: dict[str, Any]) -> str:
    """Ten million pages and a million questions a day: the model beside the simulation."""
    need, (share, wait) = model.needed(costs, load), model.redis_wait(costs, load)
    lines = [
        ["pages/s in the busiest hour", f"{need.pages_per_second:.0f}", f"{simulated['pages_per_second']:.0f}"],
        ["workers of one core, 80 % busy", f"{need.workers:.0f}", f"{simulated['workers']:.0f} given"],
        ["their time at work", f"{model.MAX_WORKER_SHARE:.0%}", f"{simulated['worker_share']:.1%}"],
        ["gateways", f"{max(1, need.gateways):.1f}", "-"],
        ["of a Redis core: pages, uploads, questions", f"{share:.1%}", f"{simulated['redis_share']:.1%}"],
        ["of a Redis core, with workers that ask for tasks", f"{need.redis_share:.1%}", "-"],
        ["wait for Redis, mean ms", f"{1000 * wait:.2f}", f"{1000 * simulated['redis_wait']:.2f}"],
        ["a document of ten pages, median s", "-", f"{simulated['document_p50']:.1f}"],
        ["the same, 99 of 100", "-", f"{simulated['document_p99']:.1f}"],
        ["kept in Redis, TB", f"{need.kept_bytes / TB:.2f}", "-"],
    ]
    return table(["", "model", "simulation"], lines)


def ends_table(costs: Costs, load: Load) -> str:
    """Where one Redis ends, by what is asked of it."""
    mixes = (("half of the pages scanned", 0.5), ("all scanned", 1.0), ("none scanned", 0.0))
    lines = []
    for text, scanned in mixes:
        mixed = replace(load, scanned=scanned)
        pages, workers = model.redis_ends_at(costs, mixed)
        kept = 64 * model.GiB * 0.8 / model.mix(costs, mixed, "kept")
        lines.append([text, f"{pages:.0f}", f"{workers:.0f}", f"{kept / 1e6:.2f}"])
    return table(["", "pages/s: its core", "workers then", "million pages in 64 GiB"], lines)


def parts(measured: Path) -> dict[str, str]:
    """Every computed part of the page, by its name."""
    found = {name: row["found"] for name, row in json.loads(measured.read_text()).items()}
    costs, load, prices = Costs.read(measured), Load(), Prices()
    return {
        "cores": cores_table(found["cores"]),
        "waiting": waiting_table("page", found["waiting"]),
        "answers": waiting_table("question", found["answers"]),
        "costs": costs_table(found["costs"]),
        "gateway": gateway_table(found["gateway"]),
        "day": day_table(costs, load, found["simulation"]),
        "ends": ends_table(costs, load),
        "workers": workers_table(costs, load, prices),
    }


def filled(page: str, measured: Path) -> str:
    """The page with every computed part as it is now. Raises ValueError where a part's place is missing."""
    for name, text in parts(measured).items():
        begin = BEGIN.format(name)
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(END)
        if not rest or not after:
            raise ValueError(f"there is no place for {name}")
        page = f"{before}{begin}\n{text}\n{END}{after}"
    return page


def plot(measured: Path, target: Path) -> None:
    """Pages and questions a second over workers, beside as many as that many times one."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    found = json.loads(measured.read_text())
    figure, both = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, part, name in zip(both, ("waiting", "answers"), ("page", "question"), strict=True):
        rows = found[part]["found"]
        counts = [row["workers"] for row in rows]
        axes.plot(counts, [row["workers"] / row["wait"] for row in rows], "--", color="gray", label="at most")
        axes.plot(counts, [row[f"{name}s_per_second"] for row in rows], "o-", label="measured")
        axes.set(xlabel="processes that wait instead of computing", ylabel=f"{name}s a second", ylim=(0, None))
        axes.legend(loc="upper left")
    figure.tight_layout()
    figure.savefig(target, dpi=130)
    plt.close(figure)
