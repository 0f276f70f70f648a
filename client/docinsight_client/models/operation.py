"""The state of the service, its limits, and webhooks that were not delivered."""

from datetime import datetime
from typing import Any

from docinsight_client.models.base import Model


class Health(Model):
    """The state of the service: ``status`` is ok, degraded (no worker takes one of the queues) or unavailable."""

    status: str
    version: str
    redis: str
    workers: int
    queues: dict[str, int]
    models: dict[str, str]
    languages: list[str] = []


class Alive(Model):
    """The gateway runs."""

    status: str


class Limits(Model):
    """What the service accepts. The fields are those that clients need to know beforehand; the others are kept too."""

    max_file_bytes: int
    max_request_bytes: int
    max_files: int
    max_pages: int
    max_page_pixels: int
    max_page_words: int
    max_question_chars: int
    page_seconds: float
    session_seconds: int
    max_session_seconds: int | None = None
    max_wait_seconds: int
    max_image_width: int
    media_types: list[str]


class KeptSession(Model):
    """How long a session, and all in it, is kept after its last use, in seconds."""

    session_id: str
    ttl: int
    expires_at: datetime


class Webhook(Model):
    """A webhook that has not been delivered: it is tried again (pending), or was abandoned (given-up)."""

    job_id: str
    state: str
    attempts: int
    next_attempt_at: datetime | None = None
    cause: str | None = None


class Webhooks(Model):
    """Webhooks that have not been delivered, newest first."""

    webhooks: list[Webhook]


class WebhookSecret(Model):
    """What the signatures of webhooks are verified with (Standard Webhooks)."""

    secret: str


class ProcessedPage(Model):
    """The text of one page, as programs expect it that load documents through an extraction engine."""

    page_content: str
    metadata: dict[str, Any]
