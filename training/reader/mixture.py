"""Training steps out of rows and made documents, prepared by other processes while the model is trained."""

import multiprocessing
import os
import queue
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Literal, NamedTuple

from training.reader import made
from training.reader.rows import read_training_rows
from training.reader.sampling import Sampler, as_typed
from training.reader.windows import Batch, Example, Group, batches_of, count_tokens, cut, load_tokenizer
from training.written.examples import read
from training.written.left_out import without_answer

STEP_TOKENS = 98_304
MADE_SHARE = 0.45
"""Share of the tokens that are of made documents."""

PARTS: Mapping["Kind", int] = {"rows": 60, "written": 20}
"""Parts into which a pass over all questions is divided; one process prepares one at a time."""

DOCUMENTS = 250
"""Made documents that are prepared at a time."""

MIN_GROUPS = 12_000
"""Questions among which those of a step are drawn."""

WRITTEN_LEFT_OUT_RATE = 0.12
"""Share of the questions on written documents that lose their answer, so that they are asked in vain."""

WAITING_STEPS = 8
WAITING_FACTOR = 3
"""Parts that are asked for at a time, for each process."""

POLL_INTERVAL_SECONDS = 1.0

Kind = Literal["rows", "made", "written"]
Step = list[Batch]


@dataclass(frozen=True)
class Sources:
    """Where steps come from. ``processes`` prepare them; ``near_rate`` as in made.py.

    ``written`` is a file of questions on written documents, to which ``written_share`` of the tokens go; of the others,
    ``made_share``, which is below 1, go to made documents.
    """

    data: Path
    tokenizer: Path
    processes: int
    step_tokens: int = STEP_TOKENS
    made_share: float = MADE_SHARE
    seed: int = 1
    min_groups: int = MIN_GROUPS
    documents: int = DOCUMENTS
    near_rate: float = made.NEAR_RATE
    written: Path | None = None
    written_share: float = 0.0


class Part(NamedTuple):
    """What one process prepares at a time: a part of a pass over rows or written documents, or some made documents."""

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
    """Steps without end, each of the same share of made documents; prepared questions are drawn in any order."""
    rng = random.Random(sources.seed)
    of_others = 1 - sources.written_share
    made_parts = (Part("made", sources.seed, number) for number in count(1))
    supplies = [
        _Supply(parts, share)
        for parts, share in (
            (_passes("rows", sources.seed), of_others * (1 - sources.made_share)),
            (made_parts, of_others * sources.made_share),
            (_passes("written", sources.seed), sources.written_share),
        )
        if share > 0
    ]
    waiting: dict[Future[list[Group]], _Supply] = {}
    while True:
        while len(waiting) < sources.processes * WAITING_FACTOR:
            scarcest = min(supplies, key=_Supply.expected)
            scarcest.asked += 1
            waiting[pool.submit(prepare, sources, next(scarcest.parts))] = scarcest
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            waiting.pop(future).add(future.result(), rng)
        # What stays behind is mixed with what comes.
        while all(supply.suffices(sources) for supply in supplies):
            groups = [group for supply in supplies for group in supply.take(sources.step_tokens)]
            rng.shuffle(groups)
            yield batches_of(groups)


class _Supply:
    """Prepared questions of one kind, of which each step takes ``share`` of its tokens."""

    def __init__(self, parts: Iterator[Part], share: float) -> None:
        self.parts = parts
        self.asked = 0
        """Parts that are being prepared."""
        self._share = share
        self._groups: list[Group] = []
        self._tokens = 0
        self._received = 0
        self._received_parts = 0

    def expected(self) -> float:
        """Tokens that are there and that have been asked for, in shares."""
        of_a_part = self._received / self._received_parts if self._received_parts else 1.0
        return (self._tokens + self.asked * of_a_part) / self._share

    def add(self, groups: Sequence[Group], rng: random.Random) -> None:
        tokens = count_tokens(groups)
        self.asked -= 1
        self._groups += groups
        self._tokens += tokens
        self._received += tokens
        self._received_parts += 1
        rng.shuffle(self._groups)

    def suffices(self, sources: Sources) -> bool:
        """Whether enough is there to draw from."""
        enough = len(self._groups) >= sources.min_groups * self._share
        return enough and self._tokens >= sources.step_tokens * self._share

    def take(self, step_tokens: int) -> Iterator[Group]:
        """About its share of a step's tokens."""
        taken = 0
        while taken < step_tokens * self._share and self._groups:
            group = self._groups.pop()
            tokens = count_tokens([group])
            taken += tokens
            self._tokens -= tokens
            yield group


def _passes(kind: Kind, seed: int) -> Iterator[Part]:
    """Pass after pass over all questions of a kind, in parts."""
    while True:
        order = list(range(PARTS[kind]))
        random.Random(seed).shuffle(order)
        yield from (Part(kind, seed, number) for number in order)
        seed += 1


@cache
def _sampler(data: Path) -> Sampler:
    return Sampler(read_training_rows(data).rows)


_tokenizer = cache(load_tokenizer)
_written = cache(read)


def prepare(sources: Sources, part: Part) -> list[Group]:
    """The windows of a part, those of each question together, in any order."""
    seed = part.seed * 1_000_003 + part.number
    rng = random.Random(seed)
    examples: Sequence[Example]
    if part.kind == "rows":
        examples = list(_sampler(sources.data).examples(part.seed, part.number, PARTS["rows"]))
    elif part.kind == "written":
        assert sources.written is not None
        order = list(_written(sources.written))
        random.Random(part.seed).shuffle(order)
        examples = [_as_asked(example, rng) for example in order[part.number :: PARTS["written"]]]
    else:
        examples = [
            example
            for number in range(sources.documents)
            for example in _made_examples(random.Random(f"{seed}.{number}"), sources.near_rate)
        ]
    groups: list[Group] = list(cut(examples, _tokenizer(sources.tokenizer), rng))
    rng.shuffle(groups)
    return groups


def _as_asked(example: Example, rng: random.Random) -> Example:
    """A question on a written document as people type it, some without what answers it."""
    left_out = without_answer(example) if rng.random() < WRITTEN_LEFT_OUT_RATE else None
    return (left_out or example)._replace(question=as_typed(example.question, rng))


def _made_examples(rng: random.Random, near_rate: float) -> Iterator[Example]:
    return made.examples(made.draw(rng, near_rate), rng)
