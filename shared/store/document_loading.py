"""Documents as the contract gives them, from their records, their jobs' and the summaries of their pages."""

import json
import time
from collections.abc import Sequence

from pydantic import Field, TypeAdapter

from shared.models.document import Document, DocumentSummary, OcrUsed, PageSummary
from shared.store.hashes import Texts, present, texts
from shared.store.keys import Key
from shared.store.operation import Command, Compute, Operation

MAX_PARSED_ON_LOOP = 20
"""Records of a list that are parsed at once; more of them beside the event loop."""
MAX_LOADED_TOGETHER = 8
"""Documents whose pages' summaries are loaded in one round trip."""
LARGE_DOCUMENT_PAGES = 200
"""Pages whose summaries take more than a millisecond to parse."""
MAX_PARSED_TOGETHER = 500
"""Pages whose summaries are parsed in one call, during which no other thread runs."""
_JOB_FIELDS = ("created", "started", "finished", "done")


class _StoredSummary(PageSummary):
    """A page's summary as it is stored."""

    characters: int = Field(exclude=True)


_SUMMARIES = TypeAdapter(list[_StoredSummary])


def _document(record: Texts, job: Texts, rows: Sequence[bytes]) -> Document:
    pages: list[_StoredSummary] = []
    for first in range(0, len(rows), MAX_PARSED_TOGETHER):
        pages += _SUMMARIES.validate_json(b"[" + b",".join(rows[first : first + MAX_PARSED_TOGETHER]) + b"]")
    pages.sort(key=lambda page: page.number)
    characters = sum(page.characters for page in pages)
    return Document(**dict(_summary(record, job, characters)), pages=pages)


def _summary(record: Texts, job: Texts, characters: int) -> DocumentSummary:
    started = float(job.get("started") or job.get("created") or 0)
    finished = float(job.get("finished") or 0) or (time.time() if job.get("started") else started)
    return DocumentSummary(
        id=record["id"],
        filename=record["filename"],
        media_type=record["media_type"],
        bytes=int(record["bytes"]),
        sha256=record["sha256"],
        session_id=record["session"],
        parent_id=record.get("parent"),
        children=[one for one in record.get("children", "").split(",") if one],
        page_count=int(record.get("page_count", 0)),
        chosen_pages=record.get("pages"),
        characters=characters,
        ocr=OcrUsed.model_validate_json(record["ocr_used"]) if "ocr_used" in record else None,
        warnings=json.loads(record.get("warning_records") or record.get("warnings", "[]")),
        seconds=round(max(0.0, finished - started), 3),
    )


def load(space: str, document_ids: Sequence[str]) -> Operation[list[Document]]:
    """The documents of this space among those asked for, in their order."""
    found: list[Document] = []
    for first in range(0, len(document_ids), MAX_LOADED_TOGETHER):
        records = yield from _records(space, document_ids[first : first + MAX_LOADED_TOGETHER])
        if not records:
            continue
        jobs = [_job_fields(record) for record in records]
        replies = yield [*jobs, *(("HVALS", Key.DOCUMENT_SUMMARIES.of(record["id"])) for record in records)]
        parts = list(zip(records, replies[: len(records)], replies[len(records) :], strict=True))

        def parsed(parts: list[tuple[Texts, list[bytes | None], list[bytes]]] = parts) -> list[Document]:
            return [_document(record, present(_JOB_FIELDS, job), rows) for record, job, rows in parts]

        large = sum(len(rows) for _, _, rows in parts) > LARGE_DOCUMENT_PAGES
        found += (yield Compute(parsed)) if large else parsed()
    return found


def load_summaries(space: str, document_ids: Sequence[str]) -> Operation[list[DocumentSummary]]:
    """As `load`, without what came of each page."""
    records = yield from _records(space, document_ids)
    replies = (yield [_job_fields(record) for record in records]) if records else []
    rows = [(record, present(_JOB_FIELDS, reply)) for record, reply in zip(records, replies, strict=True)]
    # Pages that a worker of a release before 0.3 has written are not counted.
    uncounted = [r["id"] for r, job in rows if int(r.get("counted_pages", 0)) != int(job.get("done", 0))]
    now = {one.id: one.characters for one in (yield from load(space, uncounted))}

    def parsed() -> list[DocumentSummary]:
        return [_summary(r, job, now.get(r["id"], int(r.get("characters", 0)))) for r, job in rows]

    found: list[DocumentSummary] = (yield Compute(parsed)) if len(rows) > MAX_PARSED_ON_LOOP else parsed()
    return found


def _job_fields(record: Texts) -> Command:
    return ("HMGET", Key.JOB.of(record["job"]), *_JOB_FIELDS)


def _records(space: str, document_ids: Sequence[str]) -> Operation[list[Texts]]:
    replies = (yield [("HGETALL", Key.DOCUMENT.of(one)) for one in document_ids]) if document_ids else []
    return [record for record in map(texts, replies) if record.get("space") == space]
