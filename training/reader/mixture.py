"""Training steps out of rows and made documents, prepared by other processes while the model is trained."""

import multiprocessing
import os
import queue
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Literal, NamedTuple

from training.reader import made
from training.reader.rows import read_training_rows
from training.reader.sampling import Sampler
from training.reader.windows import Batch, Example, Group, batches_of, count_tokens, cut, load_tokenizer

STEP_TOKENS = 98_304
MADE_SHARE = 0.45
"""Share of the tokens that are of made documents."""

PARTS = 60
"""Parts into which a pass over the rows is divided; one process prepares one at a time."""

DOCUMENTS = 250
"""Made documents that are prepared at a time."""

MIN_GROUPS = 2000
"""Questions among which those of a step are drawn."""

SHARE_CORRECTION = 0.3
"""How fast the number of made documents follows their share: 1 at once, 0 never."""

MIN_MADE_RATIO, MAX_MADE_RATIO = 0.2, 12.0
"""Parts of made documents to one of rows."""

WAITING_STEPS = 8
WAITING_FACTOR = 3
"""Parts that are asked for at a time, for each process."""

POLL_INTERVAL_SECONDS = 1.0

Kind = Literal["rows", "made"]
Step = list[Batch]


@dataclass(frozen=True)
class Sources:
    """Where steps come from. ``processes`` prepare them; ``made_share`` is below 1."""

    data: Path
    tokenizer: Path
    processes: int
    step_tokens: int = STEP_TOKENS
    made_share: float = MADE_SHARE
    seed: int = 1
    min_groups: int = MIN_GROUPS
    documents: int = DOCUMENTS


class Part(NamedTuple):
    """What one process prepares at a time: a part of a pass over the rows, or some made documents."""

    kind: Kind
    seed: int
    number: int


class Mixture:
    """Steps of a mixture without end; as a context manager, its processes end with it."""

    def __init__(self, sources: Sources) -> None:
        context = multiprocessing.get_context("spawn")
        self._steps: multiprocessing.Queue[Step] = context.Queue(WAITING_STEPS)
        self._ended = context.Event()
        self._process = context.Process(target=_feed, args=(sources, self._steps, self._ended))

    def __enter__(self) -> "Mixture":
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._process.join()

    def __iter__(self) -> Iterator[Step]:
        while True:
            step = self._next(POLL_INTERVAL_SECONDS)
            if step is not None:
                yield step
            elif not self._process.is_alive():
                raise RuntimeError("The process that prepares the training data has ended; its error stands above.")

    def _next(self, seconds: float) -> Step | None:
        try:
            return self._steps.get(timeout=seconds)
        except queue.Empty:
            return None


def _feed(sources: Sources, steps: "multiprocessing.Queue[Step]", ended: Event) -> None:
    """Put steps into the queue until ``ended``, or until the process that wants them is gone."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the processes share the cores already
    parent = multiprocessing.parent_process()
    context = multiprocessing.get_context("spawn")
    # What was put and not fetched is of no use any more.
    steps.cancel_join_thread()
    with ProcessPoolExecutor(sources.processes, mp_context=context) as pool:
        try:
            for step in _steps(sources, pool):
                while not ended.is_set() and parent is not None and parent.is_alive():
                    try:
                        steps.put(step, timeout=POLL_INTERVAL_SECONDS)
                        break
                    except queue.Full:
                        continue
                else:
                    return
        finally:
            pool.shutdown(cancel_futures=True)


def _steps(sources: Sources, pool: ProcessPoolExecutor) -> Iterator[Step]:
    rng = random.Random(sources.seed)
    balance = Balance(sources.made_share)
    parts = _parts(sources.seed, balance)
    waiting: dict[Future[list[Group]], Part] = {}
    groups: list[Group] = []
    step: list[Group] = []
    tokens = 0
    while True:
        while len(waiting) < sources.processes * WAITING_FACTOR:
            part = next(parts)
            waiting[pool.submit(prepare, sources, part)] = part
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            prepared = future.result()
            balance.count(waiting.pop(future).kind, count_tokens(prepared))
            groups += prepared
        if len(groups) < sources.min_groups:
            continue
        rng.shuffle(groups)
        # Two of three questions stay, to be mixed with those that come.
        for _ in range(max(1, len(groups) // 3)):
            step.append(groups.pop())
            tokens += count_tokens(step[-1:])
            if tokens >= sources.step_tokens:
                yield batches_of(step)
                step, tokens = [], 0


class Balance:
    """Keeps the tokens of made documents at their share."""

    def __init__(self, made_share: float) -> None:
        self._wanted = made_share / (1 - made_share)
        self._tokens: Counter[Kind] = Counter()
        self.ratio = 1.0 if made_share else 0.0
        """Parts of made documents to one of rows."""

    def count(self, kind: Kind, tokens: int) -> None:
        """Take note of a part that has been prepared, and correct the ratio."""
        self._tokens[kind] += tokens
        if self._wanted and len(self._tokens) == 2:
            actual = (self._tokens["made"] + 1) / (self._tokens["rows"] + 1)
            corrected = self.ratio * (self._wanted / actual) ** SHARE_CORRECTION
            self.ratio = min(max(corrected, MIN_MADE_RATIO), MAX_MADE_RATIO)


def _parts(seed: int, balance: Balance) -> Iterator[Part]:
    """Pass after pass over the rows in parts, with made documents between them."""
    due = 0.0
    documents = 0
    while True:
        order = list(range(PARTS))
        random.Random(seed).shuffle(order)
        for number in order:
            yield Part("rows", seed, number)
            due += balance.ratio
            while due >= 1:
                due -= 1
                documents += 1
                yield Part("made", seed, documents)
        seed += 1


@cache
def _sampler(data: Path) -> Sampler:
    return Sampler(read_training_rows(data).rows)


_tokenizer = cache(load_tokenizer)


def prepare(sources: Sources, part: Part) -> list[Group]:
    """The windows of a part, those of each question together, in any order."""
    seed = part.seed * 1_000_003 + part.number
    rng = random.Random(seed)
    examples: Sequence[Example]
    if part.kind == "rows":
        examples = list(_sampler(sources.data).examples(part.seed, part.number, PARTS))
    else:
        examples = [
            example
            for number in range(sources.documents)
            for example in _made_examples(random.Random(f"{seed}.{number}"))
        ]
    groups: list[Group] = list(cut(examples, _tokenizer(sources.tokenizer), rng))
    rng.shuffle(groups)
    return groups


def _made_examples(rng: random.Random) -> Iterator[Example]:
    return made.examples(made.draw(rng), rng)
