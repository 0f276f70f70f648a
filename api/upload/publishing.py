"""Turning what was received into documents and their jobs."""

import structlog

from api.service import Service
from api.upload.receiver import ReceivedForm
from shared import tracing
from shared.errors import Unavailable
from shared.store import documents
from shared.store.documents import Upload
from shared.store.idempotency import Claim


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
