"""Every key of the store and every channel: the one source of their names, for Python and for the scripts.

What stands in capitals in a pattern differs from key to key: ``Key.JOB.of("1f")`` is ``di:job:1f``, as is
``keys.job("1f")`` in a script.
"""

import re
from enum import Enum
from typing import Literal

KeyType = Literal["hash", "string", "list", "set", "zset"]

_SESSION = "with its session"
_LEDGER = "7 days after the last change"

_PLACEHOLDER = re.compile(r"\b[A-Z]+\b")


class Key(Enum):
    """A key or a family of keys: its pattern, its type as Redis names it, when it expires, what it holds, and the
    fields of a hash that has named ones."""

    JOB = (
        "di:job:JOB",
        "hash", _SESSION, "a job",
        "id kind status space session document documents question top_k created started finished version work attempts "
        "total done failed waits result error callback request_id",
    )
    JOB_TASKS = ("di:job:JOB:works", "set", _SESSION, "ids of the job's tasks that have not ended")
    DOCUMENT = (
        "di:doc:DOCUMENT",
        "hash", _SESSION, "a document",
        "id job space session status filename media_type bytes sha256 ocr languages password content page_count "
        "ocr_used warnings warning_records",
    )
    DOCUMENT_FILE = ("di:doc:DOCUMENT:file", "string", _SESSION, "its bytes")
    DOCUMENT_PAGES = ("di:doc:DOCUMENT:pages", "hash", _SESSION, "page number to packed page")
    DOCUMENT_SUMMARIES = ("di:doc:DOCUMENT:summaries", "hash", _SESSION, "page number to what came of the page, as JSON")
    DOCUMENT_ATTEMPTS = (
        "di:doc:DOCUMENT:tries",
        "hash", _SESSION, "page number (0: opening it) to the times it was begun and not ended; `deaths`: workers that ended meanwhile",
    )
    DOCUMENT_SLICES = ("di:doc:DOCUMENT:slices", "list", _SESSION, "slices (`FIRST-LAST`) that are still to wait for OCR")
    DOCUMENT_INDEX = ("di:doc:DOCUMENT:index", "string", _SESSION, "its passages, ready to be searched")
    DOCUMENT_WAITERS = ("di:doc:DOCUMENT:waiters", "set", _SESSION, "questions (jobs) that wait for it")
    DOCUMENT_FOLLOWERS = (
        "di:doc:DOCUMENT:followers",
        "list", _SESSION, "documents of the same content that wait for what comes of it",
    )
    DOCUMENT_IMAGES = ("di:doc:DOCUMENT:images", "hash", "5 minutes after the last was drawn", "`PAGE:WIDTH:FORMAT` to a picture of the page; for minutes")
    SESSION = ("di:session:SPACE:SESSION", "hash", _SESSION, "a session", "space name created")
    SESSION_DOCUMENTS = ("di:session:SPACE:SESSION:docs", "zset", _SESSION, "its documents, by the time they came")
    SESSION_JOBS = ("di:session:SPACE:SESSION:jobs", "zset", _SESSION, "its jobs, by the time they came")
    TASK = (
        "di:work:TASK",
        "hash", _SESSION, "a task record of the ledger",
        "task queue job request_id tries losses detached worker process page deadline "
        "document_id job_id first_page last_page page_number width format attempt",
    )
    QUEUED = ("di:queued:QUEUE", "zset", _LEDGER, "tasks that wait, by the time they were published")
    AHEAD = ("di:ahead:QUEUE", "zset", _LEDGER, "those of them that go ahead of the others")
    RUNNING = ("di:running", "zset", _LEDGER, "tasks being done, by the time their lease ends")
    LATER = ("di:later", "zset", _LEDGER, "tasks put off, by the time they are due")
    SWEEPING = ("di:sweeping", "string", "4 seconds", "there while no further sweep is due")
    SWEPT = ("di:swept", "string", _LEDGER, "the time of the last sweep")
    WEBHOOK = ("di:hook:JOB", "hash", _SESSION, "what has become of a webhook", "state attempts next cause")
    UNDELIVERED = ("di:hooks:SPACE", "zset", _LEDGER, "jobs whose webhook has not been delivered, by the time they ended")
    CONTENT = (
        "di:content:SPACE:DIGEST",
        "string", _SESSION, "the document that was read, or is being read, for the same content",
    )
    REQUEST = (
        "di:request:SPACE:DIGEST",
        "hash", "20 seconds; with its session once it is done", "a request under an idempotency key, and what it came to",
        "state token fingerprint session jobs",
    )
    UNFINISHED = ("di:active:SPACE", "zset", _SESSION, "jobs that have not ended, by the time they expire")
    RATE = ("di:rate:SPACE", "string", "2 minutes", "the time at which all requests of a minute are there again")
    WORKER = ("di:worker:NAME", "string", "15 seconds, renewed every 3", "what a living worker can do, as JSON")
    WORKERS = ("di:workers", "zset", "a minute, renewed", "the living workers, by the time until which they count as alive")
    STAGING = ("di:staging:ID", "string", "`DOCINSIGHT_STAGING_TTL` after the last write", "bytes of a file whose upload is under way")

    def __init__(self, pattern: str, type_: KeyType, expires: str, holds: str, fields: str = "") -> None:
        self.pattern = pattern
        self.type = type_
        self.expires = expires
        self.holds = holds
        self.fields = frozenset(fields.split())

    def of(self, *parts: str) -> str:
        """The key for these parts, in the order of the pattern. Raises TypeError for too few or too many."""
        return self.template % parts

    @property
    def template(self) -> str:
        """The pattern with ``%s`` in the place of each part."""
        return _PLACEHOLDER.sub("%s", self.pattern)

    @property
    def glob(self) -> str:
        """What SCAN takes to find all keys of this family."""
        return _PLACEHOLDER.sub("*", self.pattern)


class Channel(Enum):
    """Where changes are published."""

    CHANGED = ("di:changed:JOB", "a job changed: its new version and its status")
    IMAGE_DRAWN = ("di:changed:DOCUMENT:IMAGE", "a picture of a page is there")
    STOP = ("di:stop", "a running task is to stop: its id")

    def __init__(self, pattern: str, tells: str) -> None:
        self.pattern = pattern
        self.tells = tells

    def of(self, *parts: str) -> str:
        """The channel for these parts, in the order of the pattern. Raises TypeError for too few or too many."""
        return self.template % parts

    @property
    def template(self) -> str:
        """The pattern with ``%s`` in the place of each part."""
        return _PLACEHOLDER.sub("%s", self.pattern)
