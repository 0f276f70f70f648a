"""Turning what was received into documents and their jobs."""

import secrets

import structlog

from api.schemas.requests import UploadOptions
from api.service import Service
from api.upload.receiver import ReceivedFile, ReceivedForm
from shared import tracing
from shared.errors import Unavailable
from shared.store import documents
from shared.store.documents import Upload
from shared.store.idempotency import Claim


def upload_of(file: ReceivedFile, options: UploadOptions) -> Upload:
    """What becomes of a received file: a document and a job, with new ids."""
    return Upload(
        document_id=secrets.token_hex(12),
        job_id=secrets.token_hex(12),
        staging=file.staging,
        filename=file.filename,
        media_type=file.media_type,
        bytes=file.bytes,
        sha256=file.sha256,
        ocr=options.ocr,
        languages=options.languages,
        password=options.password,
        pages=options.pages,
        callback_url=options.callback_url,
    )


async def publish(
    service: Service,
    space: str,
    session: str,
    form: ReceivedForm,
    uploads: list[Upload],
    *,
    ttl: int,
    request_id: str,
    claim: Claim | None = None,
) -> None:
    """Create documents and jobs for the received files. Raises RateLimited, and Unavailable when they have expired."""
    accepted = await service.store.run(
        documents.publish(
            space,
            session,
            uploads,
            ttl=ttl,
            request_id=request_id,
            claim=claim,
            reuse=service.settings.reuse_content,
            most=service.settings.max_unfinished,
            traceparent=tracing.traceparent(),
            max_files=service.settings.max_files,
        )
    )
    if not accepted:
        raise Unavailable("The upload took too long and was aborted; send it again.")
    form.published = True
    # For the line that is logged of this request.
    structlog.contextvars.bind_contextvars(
        jobs=[one.job_id for one in uploads], documents=[one.document_id for one in uploads]
    )
    for file in form.files:
        service.metrics.files.labels(file.media_type).inc()
        service.metrics.uploaded.inc(file.bytes)
