"""What follows from the measured costs: what one Redis carries, how many workers a load needs, what it costs.

Redis executes commands one after the other: one core of processor is all it has. A command's cost does not depend on
how many keys there are, so that costs add up: those of pages, uploads and questions, and those of each worker that
asks for tasks and renews its presence.
"""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

DAY = 86400
GiB = 1 << 30
MAX_REDIS_SHARE = 0.7
"""Of its core, above which waits grow steeply."""
MAX_WORKER_SHARE = 0.8
CELERY_WORKERS = 3
"""Of one worker, each of which asks Redis for tasks: for documents, for questions, for images."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the service. ``peak`` is the busiest hour's part of a mean one."""

    pages: float = 10e6
    """A day."""
    questions: float = 1e6
    pages_a_document: int = 10
    scanned: float = 0.5
    """Share of the pages that are recognized; the others have text of their own."""
    peak: float = 3.0
    kept_seconds: float = DAY
    """How long a document is kept (``DOCINSIGHT_TTL``, or until it is deleted)."""

    @property
    def documents(self) -> float:
        """A day."""
        return self.pages / self.pages_a_document


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars an hour, as large providers ask on demand: an assumption, which `report` takes others for."""

    core: float = 0.04
    """With 4 GiB of memory."""
    gib: float = 0.005
    """Of memory beyond that."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of processor, and bytes. ``worker_…`` are of one core that computes."""

    store_ocr_page: float
    store_text_page: float
    store_upload: float
    store_question: float
    store_idle_worker: float
    """A second, of one Celery worker."""
    gateway_upload: float
    gateway_question: float
    worker_ocr_page: float
    worker_text_page: float
    worker_question: float
    net_ocr_page: float
    net_text_page: float
    net_question: float
    kept_ocr_page: float
    kept_text_page: float

    @classmethod
    def read(cls, path: Path) -> "Costs":
        """From the file of what was measured. The costs of an upload are those beside its bytes, which pages bring."""
        measured: dict[str, Any] = {name: row["found"] for name, row in json.loads(path.read_text()).items()}
        costs, core = measured["costs"], measured["cores"][0]
        few, many = measured["answers"][0], measured["answers"][-1]
        ocr, text, question, upload = (costs[name] for name in ("ocr_page", "text_page", "question", "upload"))
        # A made page of a scan is as large as a scanner's at 200 dpi; the bench's own blank one is not.
        larger = costs["scan_file_bytes"] - ocr["file_bytes"]
        return cls(
            store_ocr_page=ocr["store"],
            store_text_page=text["store"],
            store_upload=upload["store"],
            store_question=question["store"],
            store_idle_worker=max(0.0, many["idle_store"] - few["idle_store"])
            / (many["celery_workers"] - few["celery_workers"]),
            gateway_upload=upload["gateway"],
            gateway_question=question["gateway"],
            worker_ocr_page=core["page_worker_cpu"],
            worker_text_page=text["workers"],
            worker_question=core["question_worker_cpu"],
            net_ocr_page=ocr["received"] + ocr["sent"] + 2 * larger,
            net_text_page=text["received"] + text["sent"],
            net_question=question["received"] + question["sent"],
            kept_ocr_page=ocr["memory"] + larger,
            kept_text_page=text["memory"],
        )


@dataclass(frozen=True, slots=True)
class Needed:
    """What a load needs: workers of one core and gateways, at the busiest hour; shares of one core of Redis."""

    workers: float
    gateways: float
    redis_share: float
    redis_mean_share: float
    net_bytes: float
    """A second, at the busiest hour."""
    kept_bytes: float
    pages_per_second: float

    @property
    def by_processor(self) -> int:
        """Instances of Redis that its commands need."""
        return max(1, math.ceil(self.redis_share / MAX_REDIS_SHARE))


def mix(costs: Costs, load: Load, kind: str) -> float:
    """Of a mean page: ``store``, ``worker``, ``net`` or ``kept``."""
    ocr, text = getattr(costs, f"{kind}_ocr_page"), getattr(costs, f"{kind}_text_page")
    return float(load.scanned * ocr + (1 - load.scanned) * text)


def needed(costs: Costs, load: Load) -> Needed:
    """What the load needs."""
    pages, asked = (load.peak * a_day / DAY for a_day in (load.pages, load.questions))
    uploads = pages / load.pages_a_document
    busy = pages * mix(costs, load, "worker") + asked * costs.worker_question
    workers = busy / MAX_WORKER_SHARE
    work = pages * mix(costs, load, "store") + asked * costs.store_question + uploads * costs.store_upload
    idle = workers * CELERY_WORKERS * costs.store_idle_worker
    return Needed(
        workers=workers,
        gateways=(uploads * costs.gateway_upload + asked * costs.gateway_question) / MAX_WORKER_SHARE,
        redis_share=work + idle,
        redis_mean_share=work / load.peak + idle,
        net_bytes=pages * mix(costs, load, "net") + asked * costs.net_question,
        kept_bytes=load.pages * mix(costs, load, "kept") * load.kept_seconds / DAY,
        pages_per_second=pages,
    )


def of_workers(workers: int, costs: Costs, load: Load) -> tuple[Load, Needed]:
    """The load of this mix that so many workers carry, and what it needs."""
    one = needed(costs, load)
    share = workers / one.workers
    carried = replace(load, pages=load.pages * share, questions=load.questions * share)
    return carried, needed(costs, carried)


def redis_ends_at(costs: Costs, load: Load) -> tuple[float, float]:
    """Pages a second at the busiest hour, and workers, at which one Redis has no core left."""
    one = needed(costs, load)
    share = MAX_REDIS_SHARE / one.redis_share
    return one.pages_per_second * share, one.workers * share


def dollars_per_million(need: Needed, load: Load, prices: Prices) -> float:
    """For a million pages with their questions: machines for the busiest hour, all day, and what is kept in memory."""
    cores = math.ceil(need.workers) + max(1, math.ceil(need.gateways)) + need.by_processor
    an_hour = cores * prices.core + need.kept_bytes / 0.8 / GiB * prices.gib
    return 24 * an_hour / load.pages * 1e6


def redis_wait(costs: Costs, load: Load) -> tuple[float, float]:
    """Of Redis's core at the busiest hour, idle workers apart; and mean seconds that an operation waits (M/G/1)."""
    pages, asked = (load.peak * a_day / DAY for a_day in (load.pages, load.questions))
    documents = pages / load.pages_a_document
    operations = [(rate, seconds) for rate, seconds, _ in operations_of(costs, load, documents, asked)]
    share = sum(rate * seconds for rate, seconds in operations)
    second_moment = sum(rate * seconds**2 for rate, seconds in operations)
    return share, second_moment / (2 * (1 - share))


SLICE_PAGES = 2


def operations_of(costs: Costs, load: Load, documents: float, asked: float) -> list[tuple[float, float, str]]:
    """What Redis does at once: how often a second, seconds, and which."""
    slices = documents * load.scanned * load.pages_a_document / SLICE_PAGES
    return [
        (documents, costs.store_upload, "upload"),
        (documents * (1 - load.scanned), load.pages_a_document * costs.store_text_page, "text document"),
        # Its beginning and its end.
        (2 * slices, SLICE_PAGES * costs.store_ocr_page / 2, "slice"),
        (2 * asked, costs.store_question / 2, "question"),
    ]
