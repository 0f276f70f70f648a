"""A job: one document to be parsed, one question to be answered, or one search."""

from datetime import datetime
from typing import Literal

from docinsight_client.models.base import Model
from docinsight_client.models.problem import Problem

JobKind = Literal["document", "question", "search"]
JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]
ENDED: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})


class Progress(Model):
    """How far a job is. ``failed`` of the ``done`` could not be parsed."""

    done: int
    failed: int
    total: int
    unit: str = "pages"


class Links(Model):
    """Where the job and its changes are."""

    self: str
    events: str


class JobFields(Model):
    """A job as it was when the service sent it. Status moves queued, running, one of three ends; an end is final."""

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
