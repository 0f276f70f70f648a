"""Uploading documents."""

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import PreferredWait, RequestId, ServiceOf, SessionHeader, Space
from api.jobs import when_all_ended
from api.options import Options, check_languages, parsed
from api.responses import answer, errors, polling
from api.schemas import UploadAnswer
from api.uploads import File, received
from shared.errors import (
    EmptyFile,
    MalformedRequest,
    NotAcceptable,
    StoreFull,
    TooLarge,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
)
from shared.store import documents, jobs
from shared.store.documents import Upload

router = APIRouter(tags=["upload and ask"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                            "description": "The documents. Their content decides their type.",
                        },
                        "ocr": {
                            "type": "string",
                            "enum": ["auto", "force", "off"],
                            "default": "auto",
                            "description": "Whether pages are read by OCR: where needed, always, or never.",
                        },
                        "languages": {
                            "type": "string",
                            "description": "Languages of the pictures of text, parted by commas.",
                            "examples": ["en,de"],
                        },
                        "password": {
                            "type": "string",
                            "description": "Opens encrypted PDFs. Kept until they are read.",
                        },
                        "callback_url": {
                            "type": "string",
                            "description": "Where the ended jobs are POSTed, if webhooks are configured.",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/upload",
    status_code=202,
    response_model=UploadAnswer,
    summary="Upload documents",
    openapi_extra=_FORM,
    responses={
        200: {"model": UploadAnswer, "description": "Accepted, and every job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the first job."},
        **errors(
            MalformedRequest,
            Unauthorized,
            TooLarge,
            UnsupportedMediaType,
            NotAcceptable,
            EmptyFile,
            Unavailable,
            StoreFull,
        ),
    },
)
async def upload(
    request: Request,
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    session_id: SessionHeader = None,
    wait: PreferredWait = None,
) -> Response:
    """Send one or more documents to be read, one job a file. All are accepted or none."""
    session = session_id or secrets.token_urlsafe(16)
    async with received(request, service.store, service.settings) as form:
        options = parsed(form.fields, service.settings)
        await check_languages(options.languages, service.store)
        uploads = [_upload(file, options) for file in form.files]
        await service.touches.touch(space, session)
        works = await service.store.run(
            documents.publish(space, session, uploads, ttl=service.settings.ttl, request_id=request_id)
        )
    if works is None:
        raise Unavailable("The upload took too long and was given up; send it again.")
    service.outbox.publish(works)
    service.metrics.uploaded.inc(sum(file.bytes for file in form.files))
    ids = [one.job_id for one in uploads]
    accepted = await service.store.run(jobs.load(space, ids))
    if wait is not None:
        accepted = await when_all_ended(service, space, ids, wait)
    return _answer(session, accepted, wait)


def _upload(file: File, options: Options) -> Upload:
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
        callback_url=options.callback_url,
    )


def _answer(session: str, accepted: list[Any], wait: int | None) -> Response:
    headers = {"X-Session-ID": session, **polling(accepted)}
    if accepted:
        headers["Location"] = accepted[0].links.self
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    done = wait is not None and all(job.ended for job in accepted)
    return answer(UploadAnswer(session_id=session, jobs=accepted), 200 if done else 202, headers)
