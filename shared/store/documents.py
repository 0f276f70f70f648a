"""Documents: records, bytes, slices and index."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.errors import NoSuchPages
from shared.models.document import DocumentWarning, OcrMode, OcrUsed
from shared.models.page import EXTRACTION_VERSION
from shared.models.page_choice import PageChoice
from shared.store.hashes import Texts, texts
from shared.store.idempotency import Claim
from shared.store.keys import Key
from shared.store.ledger import revoked
from shared.store.limits import too_many_jobs
from shared.store.operation import Operation, Script

MAIL_TYPES = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
"""Of files that others are attached to."""
_MODES: dict[str, OcrMode] = {"auto": "auto", "force": "force", "off": "off"}

MAX_QUEUED_SLICES = 4
"""Slices of one document that wait for OCR at once, so that those of other documents come between."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One accepted file, staged: the ids it will have and what is recorded of it."""

    document_id: str
    job_id: str
    staging: str
    filename: str
    media_type: str
    bytes: int
    sha256: str
    ocr: OcrMode = "auto"
    languages: Sequence[str] = ()
    password: str | None = None
    pages: PageChoice | None = None
    callback_url: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What a worker needs to know to parse a document."""

    document_id: str
    job_id: str
    filename: str
    media_type: str
    bytes: int
    ocr: OcrMode
    languages: tuple[str, ...]
    password: str | None
    page_count: int
    warnings: tuple[str, ...] = ()
    pages: PageChoice | None = None
    depth: int = 0
    """Documents that it is attached in, one in the other."""
    may_reuse: bool = False
    """Whether what was read for the same content before may be used for what is attached to it."""
    attachment_warnings: tuple[DocumentWarning, ...] = ()

    def numbers(self, page_count: int) -> Sequence[int]:
        """The pages that are to be read of a file of so many. Raises NoSuchPages."""
        if self.pages is None:
            return range(1, page_count + 1)
        if self.pages.last > page_count:
            raise NoSuchPages(f"The document has {page_count} page(s); upload it again with pages that it has.")
        return list(self.pages)


def publish(
    space: str,
    session: str,
    uploads: Sequence[Upload],
    *,
    ttl: int,
    request_id: str,
    claim: Claim | None = None,
    reuse: bool = True,
    most: int = 0,
    traceparent: str | None = None,
    max_files: int = 0,
) -> Operation[bool]:
    """Turn staged files into documents and jobs, all together. False when staged bytes, or the claim, have expired.

    Raises RateLimited where the space would have more than ``most`` jobs under way; 0: any number.

    ``traceparent``: the trace that their tasks belong to.

    ``max_files``: files that the upload may have, with those that are attached to its mails.

    ``reuse``: content that was parsed in this space before, with the same options, is not parsed again.
    """
    documents = []
    for upload in uploads:
        record = {
            "filename": upload.filename,
            "media_type": upload.media_type,
            "bytes": str(upload.bytes),
            "sha256": upload.sha256,
            "ocr": upload.ocr,
            "languages": ",".join(upload.languages),
        }
        if upload.password is not None:
            record["password"] = upload.password
        if upload.pages is not None:
            record["pages"] = str(upload.pages)
        if upload.media_type in MAIL_TYPES:
            record["upload"] = uploads[0].document_id
        documents.append(
            {
                "id": upload.document_id,
                "job": upload.job_id,
                "staging": upload.staging,
                **({"content": content} if reuse and (content := _content(upload)) else {}),
                "record": record,
                "job_record": {
                    "request_id": request_id,
                    "callback": upload.callback_url or "",
                    **({"traceparent": traceparent} if traceparent else {}),
                },
            }
        )
    arguments = {"space": space, "session": session, "ttl": ttl, "documents": documents, "most": most}
    if any(upload.media_type in MAIL_TYPES for upload in uploads):
        arguments["room"] = max(0, max_files - len(uploads))
    if claim is not None:
        arguments["claim"] = claim.arguments()
    reply = yield Script("publish_documents", arguments)
    if reply == -1:
        raise too_many_jobs()
    return reply is not None


def _content(upload: Upload) -> str | None:
    """What uploads have in common that come to the same pages. None: this one is parsed for itself alone.

    A document sent with a password is: whoever sends its bytes without it is not to see what is in it.
    """
    if upload.password is not None:
        return None
    return content_digest(upload.sha256, upload.media_type, upload.ocr, upload.languages, upload.pages)


def content_digest(
    sha256: str, media_type: str, ocr: OcrMode, languages: Sequence[str], pages: PageChoice | None = None
) -> str:
    """What files have in common that come to the same pages: their bytes and the options of reading them."""
    chosen = () if pages is None else (f"pages={pages}",)
    parts = (str(EXTRACTION_VERSION), sha256, media_type, ocr, *languages, *chosen)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]


def opening(document_id: str) -> Operation[Opening | None]:
    """How to parse a document, None when it is gone."""
    record = texts((yield ("HGETALL", Key.DOCUMENT.of(document_id))))
    if not record:
        return None
    return Opening(
        document_id,
        record["job"],
        record["filename"],
        record["media_type"],
        int(record["bytes"]),
        _MODES[record["ocr"]],
        tuple(part for part in record["languages"].split(",") if part),
        record.get("password"),
        int(record.get("page_count", 0)),
        tuple(code for code in record.get("source_warnings", "").split(",") if code),
        PageChoice.parse(record["pages"]) if "pages" in record else None,
        int(record.get("depth", 0)),
        "content" in record,
        tuple(map(DocumentWarning.model_validate, json.loads(record.get("attachment_warnings", "[]")))),
    )


def read_file(document_id: str, start: int, end: int) -> Operation[bytes]:
    """Bytes ``start`` to ``end`` (exclusive) of a document's file; empty past its end or when it is gone."""
    return bytes((yield ("GETRANGE", Key.DOCUMENT_FILE.of(document_id), start, end - 1)))


def opened(
    document_id: str, pages: int, slices: Iterable[tuple[int, int]], fields: Texts, *, chosen: int | None = None
) -> Operation[None]:
    """Record how many pages a document has, and publish the slices that need OCR.

    ``chosen``: how many of the pages are read; all where it is not given.
    """
    arguments = {
        "document": document_id,
        "pages": pages,
        "chosen": pages if chosen is None else chosen,
        "slices": list(slices),
        "waiting": MAX_QUEUED_SLICES,
        "fields": dict(fields),
    }
    yield Script("open_document", arguments)


def warn_of_attachments(document_id: str, warnings: Sequence[DocumentWarning]) -> Operation[None]:
    """Record what is not read of what is attached to a document that is being read."""
    if warnings:
        fields = {"attachment_warnings": json.dumps([one.model_dump() for one in warnings])}
        yield Script("set_document_fields", {"document": document_id, "fields": fields})


def enqueue_slice(document_id: str) -> Operation[None]:
    """Have the next slice wait for OCR, in the place of one that was begun."""
    yield Script("enqueue_slice", {"document": document_id})


def fix_engine(document_id: str, used: OcrUsed) -> Operation[OcrUsed]:
    """Fix the OCR engine of a document, unless it is fixed already. The one that applies."""
    kept = yield Script("fix_engine", {"document": document_id, "used": used.model_dump_json()})
    return used if kept is None else OcrUsed.model_validate_json(kept)


def index(document_id: str) -> Operation[bytes | None]:
    """The document's index as it was built when it was finished, None when it is gone."""
    reply: bytes | None = yield ("GET", Key.DOCUMENT_INDEX.of(document_id))
    return reply


def keep_index(document_id: str, index: bytes) -> Operation[None]:
    """Replace a document's index by one that was rebuilt."""
    yield ("SET", Key.DOCUMENT_INDEX.of(document_id), index, "XX", "KEEPTTL")


def status(space: str, document_id: str) -> Operation[str | None]:
    """The status of a document's job, None when this space has no such document."""
    here, status = yield ("HMGET", Key.DOCUMENT.of(document_id), "space", "status")
    return status.decode() if here is not None and here.decode() == space else None


def statuses(document_ids: Sequence[str]) -> Operation[list[tuple[str, str, int]]]:
    """File name, status and page count of each; an empty status where a document is gone."""
    if not document_ids:
        return []
    rows = yield [("HMGET", Key.DOCUMENT.of(one), "filename", "status", "page_count") for one in document_ids]
    return [((name or b"").decode(), (state or b"").decode(), int(count or 0)) for name, state, count in rows]


def known(document_ids: Sequence[str]) -> Operation[set[str]]:
    """Those of these documents that are in the store."""
    found = (yield [("EXISTS", Key.DOCUMENT.of(one)) for one in document_ids]) if document_ids else []
    return {one for one, there in zip(document_ids, found, strict=True) if there}


def delete(space: str, document_id: str) -> Operation[bool]:
    """Delete a document, what is attached to it, and their jobs, and stop their tasks. False if there was none."""
    found, running = yield Script("delete_documents", {"space": space, "documents": [document_id]})
    yield from revoked(running)
    return bool(found)
