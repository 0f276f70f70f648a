"""Jobs: records, ends, cancelling, and the channel that announces changes."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.errors import DocumentGone
from shared.models.answer import Answers
from shared.models.document import Document, DocumentWarning
from shared.models.job import Job, JobKind, JobStatus, JobSummary, Links, Progress
from shared.models.passages import Passages
from shared.models.problem import Problem
from shared.store import document_loading
from shared.store.hashes import Texts, present, texts
from shared.store.keys import Channel, Key
from shared.store.ledger import revoked
from shared.store.operation import Command, Compute, Operation, Script
from shared.tasks import ANSWER_QUESTION, OPEN_DOCUMENT, Queue


def channel(job_id: str) -> str:
    """The channel of a job's changes: a message is its new version and its status."""
    return Channel.CHANGED.of(job_id)


def _time(value: str | None) -> datetime | None:
    return datetime.fromtimestamp(float(value), UTC) if value else None


def _summary(record: Texts, ttl_ms: int, rank: int | None) -> JobSummary:
    progress = None
    if "total" in record:
        done, failed = int(record.get("done", 0)), int(record.get("failed", 0))
        progress = Progress(done=done, failed=failed, total=int(record["total"]))
    created = _time(record["created"])
    assert created is not None
    expires = datetime.now(UTC) + timedelta(milliseconds=max(0, ttl_ms))
    job_id = record["id"]
    return JobSummary(
        id=job_id,
        kind=_kind(record),
        status=_status(record["status"]),
        session_id=record["session"],
        document_id=record.get("document"),
        question=record.get("question"),
        created_at=created,
        started_at=_time(record.get("started")),
        finished_at=_time(record.get("finished")),
        expires_at=expires.replace(microsecond=0),
        queue_position=None if rank is None else rank + 1,
        progress=progress,
        attempts=int(record.get("attempts", 0)),
        error=Problem.model_validate_json(record["error"]) if "error" in record else None,
        links=Links(self=f"/jobs/{job_id}", events=f"/jobs/{job_id}/events"),
    )


def _job(record: Texts, ttl_ms: int, rank: int | None, document: Document | None) -> Job:
    kind = _kind(record)
    result: Document | Answers | Passages | None = None
    if record["status"] == "succeeded":
        result = document if kind == "document" else _result(kind, record["result"])
    return Job(**dict(_summary(record, ttl_ms, rank)), result=result)


def _kind(record: Texts) -> JobKind:
    """A search's record is that of a question, which releases before 0.3 know, and says so in a field of its own."""
    if record["kind"] == "document":
        return "document"
    return "search" if "search" in record else "question"


def _result(kind: JobKind, stored: str) -> Answers | Passages:
    return Passages.load(stored) if kind == "search" else Answers.model_validate_json(stored)


def _status(value: str) -> JobStatus:
    statuses: dict[str, JobStatus] = {
        "queued": "queued",
        "running": "running",
        "succeeded": "succeeded",
        "failed": "failed",
        "cancelled": "cancelled",
    }
    return statuses[value]


_QUEUE_OF = {"document": OPEN_DOCUMENT.queue, "question": ANSWER_QUESTION.queue}


def load(space: str, job_ids: Sequence[str]) -> Operation[list[Job]]:
    """The jobs of this space among those asked for, in their order."""
    return [job for job, _ in (yield from load_with_versions(space, job_ids))]


def load_with_versions(space: str, job_ids: Sequence[str]) -> Operation[list[tuple[Job, int]]]:
    """As `load`, each job with its version, which grows at every change."""
    rows = yield from _records(space, [("HGETALL", Key.JOB.of(job_id)) for job_id in job_ids], texts)
    read = [r["document"] for r, _, _ in rows if r["kind"] == "document" and r["status"] == "succeeded"]
    found = yield from document_loading.load(space, read)
    document_of = {document.id: document for document in found}
    return [
        (_job(record, ttl, rank, document_of.get(record.get("document", ""))), int(record["version"]))
        for record, ttl, rank in rows
    ]


_LISTED_FIELDS = tuple(field for field in Key.JOB.fields if field not in ("result", "documents"))


def load_summaries(space: str, job_ids: Sequence[str]) -> Operation[list[JobSummary]]:
    """As `load`, without results."""
    commands = [("HMGET", Key.JOB.of(job_id), *_LISTED_FIELDS) for job_id in job_ids]
    rows = yield from _records(space, commands, lambda values: present(_LISTED_FIELDS, values))

    def parsed() -> list[JobSummary]:
        return [_summary(*row) for row in rows]

    found: list[JobSummary] = (yield Compute(parsed)) if len(rows) > document_loading.MAX_PARSED_ON_LOOP else parsed()
    return found


def _records(
    space: str, commands: Sequence[Command], parsed: Callable[[Any], Texts]
) -> Operation[list[tuple[Texts, int, int | None]]]:
    """The records of jobs of this space, each with its milliseconds to live and its place in its queue."""
    if not commands:
        return []
    replies = yield [one for command in commands for one in (command, ("PTTL", command[1]))]
    rows = [(parsed(replies[i]), int(replies[i + 1])) for i in range(0, len(replies), 2)]
    rows = [(record, ttl) for record, ttl in rows if record.get("space") == space]
    queued = [record for record, _ in rows if record["status"] == "queued"]
    ranks = yield from _ranks([(_QUEUE_OF[record["kind"]], record["work"]) for record in queued])
    rank_of = {record["id"]: rank for record, rank in zip(queued, ranks, strict=True)}
    return [(record, ttl, rank_of.get(record["id"])) for record, ttl in rows]


def _ranks(tasks: Sequence[tuple[Queue, str]]) -> Operation[list[int | None]]:
    """How many tasks are before each in its queue, as the turns are now; None for one that does not wait there."""
    if not tasks:
        return []
    commands: list[Command] = []
    for queue, task in tasks:
        order, sent, queued = (key.of(queue) for key in (Key.ORDER, Key.SENT, Key.QUEUED))
        commands += [("ZRANK", order, task), ("ZCARD", sent), ("ZRANK", sent, task), ("ZRANK", queued, task)]
    replies = yield commands
    ranks = []
    for at in range(0, len(replies), 4):
        in_order, count, in_sent, in_queued = replies[at : at + 4]
        # A gateway of the release before gives no turns.
        in_sent = in_queued if in_sent is None else in_sent
        ranks.append(in_sent if in_order is None else count + in_order)
    return ranks


def versions(job_ids: Sequence[str]) -> Operation[list[tuple[int, str]]]:
    """Version and status of each job; 0 and nothing where a job is gone."""
    rows = yield [("HMGET", Key.JOB.of(job_id), "version", "status") for job_id in job_ids]
    return [(int(version or 0), (status or b"").decode()) for version, status in rows]


def of_session(
    space: str, session: str, *, limit: int, before: str | None = None
) -> Operation[tuple[list[JobSummary], str | None]]:
    """A page of a session's jobs, newest first, and where the next page begins."""
    key = Key.SESSION_JOBS.of(space, session)
    newest = f"({before}" if before else "+inf"
    rows = yield ("ZRANGE", key, newest, "-inf", "BYSCORE", "REV", "LIMIT", 0, limit + 1, "WITHSCORES")
    pairs = [(member.decode(), float(score)) for member, score in rows]
    found = yield from load_summaries(space, [job for job, _ in pairs[:limit]])
    more = len(pairs) > limit
    return found, (repr(pairs[limit - 1][1]) if more else None)


def traceparent(job_id: str) -> Operation[str | None]:
    """The trace that a job's tasks belong to, None where none was recorded or the job is gone."""
    found = yield ("HGET", Key.JOB.of(job_id), "traceparent")
    return None if found is None else found.decode()


def succeed(job_id: str, *, result: Answers | Passages | None = None) -> Operation[bool]:
    """End a question or a search with what was found. False when the job had ended before."""
    if isinstance(result, Passages):
        fields, found = {"result": result.stored()}, {passage.document_id for passage in result.passages}
    elif result is not None:
        fields, found = {"result": result.model_dump_json()}, {answer.document_id for answer in result.answers}
    else:
        fields, found = {}, set()
    cited = sorted(found)
    return (yield from _end(job_id, "succeeded", fields, {}, b"", cited))


def succeed_document(
    job_id: str, *, index: bytes, warnings: Sequence[DocumentWarning], pages: int | None = None
) -> Operation[bool]:
    """End the reading of a document, with its index. As `succeed`; also False when it has not so many ``pages`` now."""
    fields = {
        # Releases before 0.2 read the messages alone.
        "warnings": json.dumps([one.message for one in warnings]),
        "warning_records": json.dumps([one.model_dump() for one in warnings]),
    }
    return (yield from _end(job_id, "succeeded", {}, fields, index, pages=pages))


def fail(job_id: str, problem: Problem) -> Operation[bool]:
    """End a job with its cause. As `succeed`."""
    return (yield from _end(job_id, "failed", {"error": problem.model_dump_json(exclude_none=True)}, {}, b""))


def _end(
    job_id: str,
    status: JobStatus,
    fields: Texts,
    document_fields: Texts,
    index: bytes,
    cited: Sequence[str] = (),
    pages: int | None = None,
) -> Operation[bool]:
    arguments = {
        "job": job_id,
        "status": status,
        "fields": dict(fields),
        "document_fields": dict(document_fields),
        "cited": list(cited),
        "gone": DocumentGone().problem().model_dump_json(exclude_none=True),
        **({} if pages is None else {"pages": pages}),
    }
    reply = yield Script("end_job", arguments, (index,))
    return reply is not None


def cancel(space: str, job_id: str) -> Operation[bool]:
    """Cancel a job, and those of what is attached to its document, and stop their tasks. False if there was none."""
    found, running = yield Script("cancel_job", {"space": space, "job": job_id})
    yield from revoked(running)
    return bool(found)


def retry_after(queue_position: int | None) -> int:
    """Seconds after which a client should poll a job again."""
    return 1 if queue_position is None else min(30, 1 + math.floor(math.log2(queue_position)))
