"""The busiest hours of a day, event by event: whether what the model says of Redis and of the workers holds.

Documents and questions arrive at random (Poisson). Redis serves one operation at a time. A worker has one process for
documents and one for questions; a scan is cut into slices, which are taken in the order in which they came.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from bench.scale.model import DAY, SLICE_PAGES, Costs, Load


@dataclass
class Seen:
    """What was seen."""

    redis_busy: float = 0.0
    redis_waits: float = 0.0
    redis_operations: int = 0
    worker_busy: float = 0.0
    pages: int = 0
    questions: int = 0
    documents: list[float] = field(default_factory=list)
    """Seconds from the upload of a document to its end."""
    answers: list[float] = field(default_factory=list)


def simulate(costs: Costs, load: Load, workers: int, hours: float = 1, seed: int = 1) -> Seen:
    """The hours of the load's peak, with so many workers of one core."""
    dice, seen = random.Random(seed), Seen()
    environment = simpy.Environment()
    redis = simpy.Resource(environment)
    pages, answering = simpy.Resource(environment, workers), simpy.Resource(environment, workers)

    def operation(seconds: float) -> Generator[Any, Any, None]:
        asked = environment.now
        with redis.request() as turn:
            yield turn
            seen.redis_waits += environment.now - asked
            seen.redis_operations += 1
            seen.redis_busy += seconds
            yield environment.timeout(seconds)

    def work(process: simpy.Resource, store: float, compute: float) -> Generator[Any, Any, None]:
        with process.request() as turn:
            yield turn
            yield from operation(store / 2)
            # Pages and questions differ: between half and one and a half times the mean.
            seconds = compute * dice.uniform(0.5, 1.5)
            seen.worker_busy += seconds
            yield environment.timeout(seconds)
            yield from operation(store / 2)

    def document() -> Generator[Any, Any, None]:
        began = environment.now
        yield from operation(costs.store_upload)
        if dice.random() < load.scanned:
            slices = load.pages_a_document // SLICE_PAGES
            store, compute = SLICE_PAGES * costs.store_ocr_page, SLICE_PAGES * costs.worker_ocr_page
            yield environment.all_of([environment.process(work(pages, store, compute)) for _ in range(slices)])
        else:
            count = load.pages_a_document
            yield from work(pages, count * costs.store_text_page, count * costs.worker_text_page)
        seen.pages += load.pages_a_document
        seen.documents.append(environment.now - began)

    def question() -> Generator[Any, Any, None]:
        began = environment.now
        yield from work(answering, costs.store_question, costs.worker_question)
        seen.questions += 1
        seen.answers.append(environment.now - began)

    def arrivals(rate: float, one: Any) -> Generator[Any, Any, None]:
        while True:
            yield environment.timeout(dice.expovariate(rate))
            environment.process(one())

    environment.process(arrivals(load.peak * load.documents / DAY, document))
    environment.process(arrivals(load.peak * load.questions / DAY, question))
    environment.run(hours * 3600)
    return seen
