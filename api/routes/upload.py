"""Uploading documents."""

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import IdempotencyKey, PreferredWait, RequestId, ServiceOf, SessionHeader, Space
from api.http.idempotency import REPLAYED, claimed, fingerprint, password_print, replayed, settled
from api.http.rate_limits import Limited
from api.http.responses import answer, errors, polling
from api.notifications.job_snapshots import when_all_ended
from api.schemas import UploadAnswer
from api.service import Service
from api.upload import callbacks
from api.upload.options import Options, check_languages, parsed
from api.upload.uploads import File, Form, received
from shared.errors import (
    Conflict,
    EmptyFile,
    MalformedRequest,
    NotAcceptable,
    NotFound,
    RateLimited,
    StoreFull,
    TooLarge,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
)
from shared.models.job import Job
from shared.store import documents, jobs
from shared.store.documents import Upload
from shared.store.idempotency import Claim, Done

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
                            "description": "The documents. Their content decides their type. Of an animation the first "
                            "picture is read.",
                        },
                        "ocr": {
                            "type": "string",
                            "enum": ["auto", "force", "off"],
                            "default": "auto",
                            "description": "Whether pages are read by OCR: where needed, always, or never.",
                        },
                        "languages": {
                            "type": "string",
                            "pattern": r"^([A-Za-z]{2,3}(,[A-Za-z]{2,3}){0,15})?$",
                            "description": "Languages of the pictures of text, parted by commas.",
                            "examples": ["en,de"],
                        },
                        "password": {
                            "type": "string",
                            "description": "Opens encrypted PDFs. Kept until they are read.",
                        },
                        "callback_url": {
                            "type": "string",
                            "pattern": callbacks.PATTERN,
                            "maxLength": callbacks.LONGEST,
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
    dependencies=[Limited],
    responses={
        200: {"model": UploadAnswer, "description": "Accepted, and every job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the first job."},
        **errors(
            MalformedRequest,
            Unauthorized,
            NotFound,
            TooLarge,
            UnsupportedMediaType,
            NotAcceptable,
            EmptyFile,
            Conflict,
            RateLimited,
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
    key: IdempotencyKey = None,
) -> Response:
    """Send one or more documents to be read, one job a file. All are accepted or none."""
    async with (
        claimed(service, space, key) as claim,
        received(request, service.store, service.settings, keep=not isinstance(claim, Done)) as form,
    ):
        options = parsed(form.fields, service.settings)
        print_ = await _fingerprint(session_id, options, form.files, key)
        if isinstance(claim, Done):
            session, accepted = claim.session, await replayed(service, space, claim, print_)
            request.state.headers[REPLAYED] = "true"
        else:
            await check_languages(options.languages, service.store)
            session = session_id or secrets.token_urlsafe(16)
            accepted = await _accept(service, space, session, form, options, request_id, settled(claim, print_))
    if wait is not None:
        accepted = await when_all_ended(service, space, [job.id for job in accepted], wait)
    return _answer(session, accepted, wait)


async def _accept(
    service: Service,
    space: str,
    session: str,
    form: Form,
    options: Options,
    request_id: str,
    claim: Claim | None,
) -> list[Job]:
    """Turn received files into jobs."""
    uploads = [_upload(file, options) for file in form.files]
    # Before the new documents make the session young again: the old ones have to live on with it.
    await service.touches.touch(space, session)
    accepted = await service.store.run(
        documents.publish(
            space,
            session,
            uploads,
            ttl=service.settings.ttl,
            request_id=request_id,
            claim=claim,
            reuse=service.settings.reuse_content,
        )
    )
    if not accepted:
        raise Unavailable("The upload took too long and was given up; send it again.")
    form.published = True
    service.metrics.uploaded.inc(sum(file.bytes for file in form.files))
    return await service.store.run(jobs.load(space, [one.job_id for one in uploads]))


async def _fingerprint(session_id: str | None, options: Options, files: list[File], key: str | None) -> str:
    if key is None:
        return ""
    password = await password_print(options.password, key)
    sent = [[file.filename, file.sha256] for file in files]
    return fingerprint("upload", session_id, options.ocr, options.languages, password, options.callback_url, sent)


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


def _answer(session: str, accepted: list[Job], wait: int | None) -> Response:
    headers = {"X-Session-ID": session, **polling(accepted)}
    if accepted:
        headers["Location"] = accepted[0].links.self
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    done = wait is not None and all(job.ended for job in accepted)
    return answer(UploadAnswer(session_id=session, jobs=accepted), 200 if done else 202, headers)
