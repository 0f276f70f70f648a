"""A job: one document to be parsed, one question to be answered, or one search."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from shared.models.answer import Answers
from shared.models.document import Document
from shared.models.passages import Passages
from shared.models.problem import Problem

JobKind = Literal["document", "question", "search"]
JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]
ENDED: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})


class Progress(BaseModel):
    """How far a job is. ``failed`` of the ``done`` could not be parsed."""

    done: int
    failed: int
    total: int
    unit: Literal["pages"] = "pages"


class Links(BaseModel):
    """Where the job and its changes are."""

    self: str
    events: str


class JobSummary(BaseModel):
    """A job as lists have it: without its result. ``question`` is the text that was asked, or searched for."""

    id: str
    kind: JobKind
    status: JobStatus
    session_id: str
    document_id: str | None = None
    question: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime
    queue_position: int | None = None
    progress: Progress | None = None
    attempts: int = 0
    error: Problem | None = None
    links: Links

    @property
    def ended(self) -> bool:
        """True when the job can no longer change."""
        return self.status in ENDED

    def under(self, prefix: str) -> Self:
        """The job with its links under a path."""
        if not prefix:
            return self
        links = Links(self=prefix + self.links.self, events=prefix + self.links.events)
        return self.model_copy(update={"links": links})


class Job(JobSummary):
    """A job as clients see it. Status moves queued, running, one of the three ends; an end is final."""

    result: Document | Answers | Passages | None = None
