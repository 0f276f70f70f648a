"""Every key of the store and every channel: the one source of their names, for Python and for the scripts.

What a pattern has in capitals differs from key to key: ``Key.JOB.of("1f")`` is ``di:job:1f``, as is
``keys.job("1f")`` in a script.
"""

import re
from enum import Enum
from typing import Literal

KeyType = Literal["hash", "string", "list", "set", "zset"]

_PLACEHOLDER = re.compile(r"\b[A-Z]+\b")

_SESSION = "with its session"
_LEDGER = "7 days after the last change"


class _Pattern(Enum):
    """Names that follow a pattern."""

    def set_pattern(self, pattern: str) -> None:
        self.pattern = pattern
        self.template = _PLACEHOLDER.sub("%s", pattern)
        """The pattern with ``%s`` in the place of each part."""
        self.glob = _PLACEHOLDER.sub("*", pattern)
        """What SCAN takes to find all names of the pattern."""

    def of(self, *parts: str) -> str:
        """The name for these parts, in the order of the pattern. Raises TypeError for too few or too many."""
        return self.template % parts


class Key(_Pattern):
    """A family of keys: pattern, type as Redis names it, content, when it expires, and a hash's named fields."""

    JOB = (
        *("di:job:JOB", "hash", "a job", _SESSION),
        "id kind status space session document documents question search top_k created started finished version work "
        "attempts total done failed waits result error callback request_id traceparent",
    )
    JOB_TASKS = ("di:job:JOB:works", "set", "the tasks of the job that have not ended", _SESSION)

    DOCUMENT = (
        *("di:doc:DOCUMENT", "hash", "a document", _SESSION),
        "id job space session status filename media_type bytes sha256 ocr languages password pages content page_count "
        "ocr_used source_warnings attachment_warnings warnings warning_records characters counted_pages parent "
        "position depth children partial upload",
    )
    DOCUMENT_FILE = ("di:doc:DOCUMENT:file", "string", "its bytes", _SESSION)
    DOCUMENT_PAGES = ("di:doc:DOCUMENT:pages", "hash", "page number to packed page", _SESSION)
    DOCUMENT_SUMMARIES = ("di:doc:DOCUMENT:summaries", "hash", "page number to what came of the page", _SESSION)
    DOCUMENT_ATTEMPTS = (
        *("di:doc:DOCUMENT:tries", "hash"),
        "page number (0: opening) to the times it was begun and not ended, and `deaths` of workers at its pages",
        _SESSION,
    )
    DOCUMENT_SLICES = ("di:doc:DOCUMENT:slices", "list", "slices `FIRST-LAST` that do not wait for OCR yet", _SESSION)
    DOCUMENT_INDEX = ("di:doc:DOCUMENT:index", "string", "its passages, ready to be searched", _SESSION)
    DOCUMENT_WAITERS = ("di:doc:DOCUMENT:waiters", "set", "the questions that wait for it", _SESSION)
    DOCUMENT_FOLLOWERS = (
        *("di:doc:DOCUMENT:followers", "list"),
        "documents of the same content that wait for what comes of it",
        _SESSION,
    )
    UPLOAD_ROOM = (
        *("di:room:UPLOAD", "string"),
        "files that may still come out of the files of an upload, which its first document names",
        "7 days",
    )
    DOCUMENT_IMAGES = (
        *("di:doc:DOCUMENT:images", "hash"),
        "`PAGE:WIDTH:FORMAT` to an image of the page, `pdf` to what a searchable PDF has beside the document's file, "
        "empty where the store had no room for it; "
        "the same, or `PAGE` for all of its images, to why there is none",
        "5 minutes after the last use",
    )
    IMAGES_WANTED = (
        *("di:wanted:SPACE", "zset"),
        "images that clients wait for, `DOCUMENT:PAGE:WIDTH:FORMAT`, by the time at which they no longer do",
        "1 minute after the last was asked for",
    )
    IMAGES_USED = (
        *(
            "di:images:SPACE",
            "zset",
            "images that are kept, `DOCUMENT:PAGE:WIDTH:FORMAT`, by the time of their last use",
        ),
        "10 minutes after the last use",
    )
    IMAGE_BYTES = (
        *("di:images:SPACE:bytes", "hash", "bytes of each of them, of each document's, and their `total`"),
        "10 minutes after the last use",
    )
    IMAGE_SPACES = (
        *("di:images", "zset", "spaces with images that are kept, by the time of their last use"),
        "10 minutes after the last use",
    )

    SESSION = (
        "di:session:SPACE:SESSION",
        "hash",
        "a session",
        "`DOCINSIGHT_TTL`, or its own `ttl`, after its last use",
        "space name created ttl",
    )
    SESSION_DOCUMENTS = ("di:session:SPACE:SESSION:docs", "zset", "its documents, by the time they came", _SESSION)
    SESSION_JOBS = ("di:session:SPACE:SESSION:jobs", "zset", "its jobs, by the time they came", _SESSION)

    TASK = (
        *("di:work:TASK", "hash", "a task record of the ledger, and its payload", _SESSION),
        "task queue job request_id tries losses detached wanted_until turn client worker process page deadline "
        "document_id job_id first_page last_page page_number width format attempt",
    )
    QUEUED = ("di:queued:QUEUE", "zset", "tasks that wait, by the time since which they do", _LEDGER)
    AHEAD = ("di:ahead:QUEUE", "zset", "those of them that go ahead of the others", _LEDGER)
    ORDER = ("di:order:QUEUE", "zset", "those of them whose message is not sent yet, by their turns", _LEDGER)
    SENT = ("di:sent:QUEUE", "zset", "those of them whose message is sent, by the time that it was", _LEDGER)
    TURNS = (
        *("di:turns:QUEUE", "zset"),
        "clients (a key's `SPACE`, or the SHA-1 of a session's name) by the last turn that each was given, and `*` by "
        "the turn that is served",
        _LEDGER,
    )
    UNDER_WAY = (
        *("di:under-way:QUEUE", "zset"),
        "tasks that only wait (webhooks) and are sent or being done, `CLIENT TASK` with the client as in `di:turns`",
        _LEDGER,
    )
    HELD = (
        *("di:held:QUEUE:CLIENT", "zset"),
        "those of a client that wait for others of its to end, by their turns",
        _LEDGER,
    )
    HELD_CLIENTS = ("di:held:QUEUE", "zset", "clients that have such tasks", _LEDGER)
    THREADS = (
        *("di:threads:QUEUE", "zset", "`NUMBER NAME`: threads of the living workers that do such tasks"),
        "1 minute, renewed",
    )
    RUNNING = ("di:running", "zset", "tasks being done, by the time their lease ends", _LEDGER)
    LATER = ("di:later", "zset", "tasks put off, by the time they are due", _LEDGER)
    SWEEPING = ("di:sweeping", "string", "there while no further sweep is due", "4 seconds")
    SWEPT = ("di:swept", "string", "the time of the last sweep", _LEDGER)

    WEBHOOK = ("di:hook:JOB", "hash", "what has become of a webhook", _SESSION, "state attempts next cause")
    UNDELIVERED = ("di:hooks:SPACE", "zset", "jobs whose webhook is not delivered, by the time they ended", _LEDGER)
    ABANDONED_WEBHOOKS = (
        *("di:hooks", "zset", "jobs of all spaces whose webhook was abandoned, by the time they expire"),
        "7 days after the last change, or with the last job",
    )
    ENDED_JOBS = ("di:ended", "hash", "`KIND STATUS CAUSE` to how many jobs have ended so", _LEDGER)
    CONTENT = (
        *("di:content:SPACE:DIGEST", "string"),
        "the document that was read, or is being read, for the same content and options",
        _SESSION,
    )
    REQUEST = (
        *("di:request:SPACE:DIGEST", "hash", "a request under an idempotency key, and what it came to"),
        "20 seconds, renewed; once it is done, with its session",
        "state token fingerprint session jobs",
    )
    UNFINISHED = ("di:active:SPACE", "zset", "jobs that have not ended, by the time they expire", _SESSION)
    RATE = ("di:rate:SPACE", "string", "the time at which all requests of a minute are there again", "2 minutes")
    WORKER = ("di:worker:NAME", "string", "what a living worker can do", "15 seconds, renewed")
    WORKERS = (
        "di:workers",
        "zset",
        "the living workers, by the time their presence ends",
        "1 minute, renewed",
    )
    TURN_TAKERS = (
        *("di:turn-takers", "zset"),
        "those of them that send the next messages when they begin a task, as releases before 0.3 do not",
        "1 minute, renewed",
    )
    STAGING = (
        *("di:staging:ID", "string", "bytes of a file whose upload is under way"),
        "`DOCINSIGHT_STAGING_TTL` after the last write",
    )

    def __init__(self, pattern: str, type_: KeyType, holds: str, expires: str, fields: str = "") -> None:
        self.set_pattern(pattern)
        self.type = type_
        self.holds = holds
        self.expires = expires
        self.fields = tuple(fields.split())


class Channel(_Pattern):
    """Where changes are published: pattern, and what a message says."""

    CHANGED = ("di:changed:JOB", "a job changed: its new version and its status")
    IMAGE_RENDERED = ("di:changed:DOCUMENT:IMAGE", "an image of a page, `PAGE:WIDTH:FORMAT`, is there")
    STOP = ("di:stop", "a task that is being done is to stop: its id")
    REPLICATED = ("di:replicated", "nothing: a gateway waits until a replica has it, where there are Sentinels")

    def __init__(self, pattern: str, says: str) -> None:
        self.set_pattern(pattern)
        self.says = says
