"""Questions and searches: asking, and what a worker needs to know to answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.store.hashes import texts
from shared.store.idempotency import Claim
from shared.store.keys import Key
from shared.store.limits import too_many_jobs
from shared.store.operation import Operation, Script


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a worker takes it up; ``search``: passages are sought, not answers."""

    text: str
    document_ids: tuple[str, ...]
    top_k: int
    search: bool = False


def create(
    space: str,
    session: str,
    job_id: str,
    question: str,
    *,
    document_ids: Sequence[str],
    top_k: int,
    callback_url: str | None,
    ttl: int,
    request_id: str,
    claim: Claim | None = None,
    most: int = 0,
    search: bool = False,
    traceparent: str | None = None,
) -> Operation[Literal["accepted", "no-session", "no-document", "no-claim"]]:
    """Accept a question to a session, or to some documents of it. It waits for those still being read.

    A search is kept as a question that says it is one, so that workers and gateways of releases before 0.3 can run
    beside those that know searches: see `shared.models.passages.Passages`.

    ``traceparent``: the trace that its tasks belong to.

    Raises RateLimited where the space would have more than ``most`` jobs under way; 0: any number.
    """
    arguments: dict[str, Any] = {
        "space": space,
        "session": session,
        "ttl": ttl,
        "job": job_id,
        "most": most,
        "documents": list(document_ids),
        "record": {
            "question": question,
            "top_k": str(top_k),
            "callback": callback_url or "",
            "request_id": request_id,
            **({"search": "1"} if search else {}),
            **({"traceparent": traceparent} if traceparent else {}),
        },
    }
    if claim is not None:
        arguments["claim"] = claim.arguments()
    outcome = yield Script("create_question", arguments)
    if outcome == b"no-session":
        return "no-session"
    if outcome == b"no-document":
        return "no-document"
    if outcome == b"no-claim":
        return "no-claim"
    if outcome == b"too-many":
        raise too_many_jobs()
    return "accepted"


def load(job_id: str) -> Operation[Question | None]:
    """The question of a job, None when it is gone."""
    record = texts((yield ("HGETALL", Key.JOB.of(job_id))))
    if not record:
        return None
    return Question(
        record["question"], tuple(json.loads(record["documents"])), int(record["top_k"]), "search" in record
    )
