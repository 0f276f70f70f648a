"""The pages of documents: attempts at them, their outcomes and their content."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from shared.models.document import PageSummary
from shared.models.page import Page
from shared.models.problem import Problem
from shared.store.keys import Key
from shared.store.operation import Compute, Operation, Script

MAX_WORKER_DEATHS = 12
"""Times that the pages of one document may end their worker processes before the rest of it fails; a long
document has one more for each 20 of its pages."""
OPENING = 0
"""Stands for the opening of a document where a page's number is asked for: it may end its worker process as well."""
TIMED_OUT = -2
"""What `begin` returns for a page that had used up its time when its process ended."""


class Outcomes(NamedTuple):
    """What came of a document's pages, by their numbers, in order: problems of those that failed, and warnings."""

    problems: dict[int, Problem]
    warnings: dict[int, list[str]]


def outcomes(document_id: str) -> Operation[Outcomes]:
    """What came of the pages that are done."""
    rows = [json.loads(row) for row in (yield ("HVALS", Key.DOCUMENT_SUMMARIES.of(document_id)))]
    rows.sort(key=lambda row: row["number"])
    problems = {row["number"]: Problem.model_validate(row["error"]) for row in rows if row.get("error")}
    return Outcomes(problems, {row["number"]: row.get("warnings", []) for row in rows})


def begin(document_id: str, number: int, task_id: str, seconds: float) -> Operation[int]:
    """Begin a page in a task, for at most ``seconds``. The number of its open attempts, this one included.

    0 when it is done or its job has ended; TIMED_OUT; -1 when its document has ended so many worker processes that
    the rest of it fails.
    """
    arguments = {
        "document": document_id,
        "page": number,
        "task": task_id,
        "seconds": seconds,
        "max_deaths": MAX_WORKER_DEATHS,
    }
    return int((yield Script("begin_page", arguments)))


def leave(document_id: str, number: int) -> Operation[None]:
    """End an attempt at a page without an outcome: nothing happened to the process."""
    yield ("HDEL", Key.DOCUMENT_ATTEMPTS.of(document_id), number)


def finish(document_id: str, page: Page, problem: Problem | None = None, *, died: bool = False) -> Operation[None]:
    """Store a page and its summary, once. With a problem, the page counts as failed and has no text.

    ``died``: the page ended its worker process.
    """
    summary = PageSummary(
        number=page.number,
        width=page.width,
        height=page.height,
        source=page.source,
        words=len(page.words),
        mean_confidence=page.words.mean_confidence(),
        error=problem,
    ).model_dump(exclude_none=True)
    record = {**summary, "characters": len(page.text), "warnings": sorted(page.warnings)}
    arguments = {
        "document": document_id,
        "page": page.number,
        "summary": json.dumps(record),
        "characters": len(page.text),
        "failed": problem is not None,
        "died": died,
    }
    yield Script("finish_page", arguments, (page.pack(),))


def load_one(document_id: str, number: int) -> Operation[Page | None]:
    """One page, None when it is not there (yet)."""
    packed = yield ("HGET", Key.DOCUMENT_PAGES.of(document_id), number)
    return None if packed is None else Page.unpack(packed)


def load(document_id: str, numbers: Sequence[int]) -> Operation[list[Page]]:
    """The pages that are there, in the order asked for."""
    if not numbers:
        return []
    packed = yield ("HMGET", Key.DOCUMENT_PAGES.of(document_id), *numbers)
    pages: list[Page] = yield Compute(lambda: [Page.unpack(one) for one in packed if one is not None])
    return pages
