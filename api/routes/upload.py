"""Uploading documents."""

import secrets

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.dependencies import (
    IdempotencyKey,
    PreferredWait,
    Prefix,
    RateLimit,
    RequestId,
    ServiceOf,
    SessionHeader,
    Space,
)
from api.http import callbacks
from api.http.idempotency import (
    REPLAYED_HEADER,
    fingerprint,
    first_jobs,
    password_digest,
    request_claim,
    with_fingerprint,
)
from api.http.openapi import request_body
from api.http.problems import body_errors
from api.http.responses import error_responses, large_json_response, polling_headers
from api.schemas.requests import UploadForm, UploadOptions
from api.schemas.responses import UploadAnswer
from api.service import Service
from api.upload.languages import check_languages
from api.upload.publishing import publish, upload_of
from api.upload.receiver import ReceivedFile, ReceivedForm, receive_upload
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
from shared.settings import Settings
from shared.store import jobs
from shared.store.idempotency import Claim, Done

router = APIRouter(tags=["upload and ask"])


@router.post(
    "/upload",
    status_code=202,
    response_model=UploadAnswer,
    summary="Upload documents",
    openapi_extra=request_body(UploadForm, "multipart/form-data"),
    dependencies=[RateLimit],
    responses={
        200: {"model": UploadAnswer, "description": "Accepted, and every job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the first job."},
        **error_responses(
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
    prefix: Prefix,
    session_id: SessionHeader = None,
    wait: PreferredWait = None,
    key: IdempotencyKey = None,
) -> Response:
    """Send one or more documents to be parsed, one job a file. All are accepted or none."""
    with service.uploads.one_more(space):
        session, accepted = await _receive(request, service, space, request_id, session_id, key)
    if wait is not None:
        accepted = await service.snapshots.when_all_ended(space, [job.id for job in accepted], wait)
    return await _response(session, accepted, wait, prefix)


async def _receive(
    request: Request, service: Service, space: str, request_id: str, session_id: str | None, key: str | None
) -> tuple[str, list[Job]]:
    """Receive files and create their jobs. The session that they belong to, and the jobs."""
    async with (
        request_claim(service.store, space, key) as claim,
        receive_upload(request, service.store, service.settings, keep=not isinstance(claim, Done)) as form,
    ):
        options = _options(form, service.settings)
        sent = await _fingerprint(session_id, options, form.files, key)
        if isinstance(claim, Done):
            session, accepted = claim.session, await first_jobs(service.store, space, claim, sent)
            request.state.headers[REPLAYED_HEADER] = "true"
        else:
            await check_languages(options.languages, service.store)
            session = session_id or secrets.token_urlsafe(16)
            settled = with_fingerprint(claim, sent)
            accepted = await _accept(service, space, session, form, options, request_id, settled)
    return session, accepted


def _options(form: ReceivedForm, settings: Settings) -> UploadOptions:
    try:
        options = UploadOptions.model_validate(form.fields)
    except ValidationError as error:
        raise RequestValidationError(body_errors(error)) from None
    callbacks.check_configured(options.callback_url, settings)
    return options


async def _accept(
    service: Service,
    space: str,
    session: str,
    form: ReceivedForm,
    options: UploadOptions,
    request_id: str,
    claim: Claim | None,
) -> list[Job]:
    """Create documents and jobs for the received files."""
    uploads = [upload_of(file, options) for file in form.files]
    # Before the new documents renew the session: those that are in it already have to live on with it.
    await service.sessions.renew(space, session)
    await publish(service, space, session, form, uploads, ttl=service.settings.ttl, request_id=request_id, claim=claim)
    return await service.store.run(jobs.load(space, [one.job_id for one in uploads]))


async def _fingerprint(
    session_id: str | None, options: UploadOptions, files: list[ReceivedFile], key: str | None
) -> str:
    if key is None:
        return ""
    password = await password_digest(options.password, key)
    hashes = [[file.filename, file.sha256] for file in files]
    # What is not sent is left out: a gateway of a release that does not know it has the same fingerprint.
    chosen = [] if options.pages is None else [str(options.pages)]
    return fingerprint(
        "upload", session_id, options.ocr, options.languages, password, options.callback_url, hashes, *chosen
    )


async def _response(session: str, accepted: list[Job], wait: int | None, prefix: str) -> Response:
    headers = {"X-Session-ID": session, **polling_headers(accepted)}
    if accepted:
        headers["Location"] = accepted[0].links.self
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    done = wait is not None and all(job.ended for job in accepted)
    body = UploadAnswer(session_id=session, jobs=[job.under(prefix) for job in accepted])
    return await large_json_response(body, 200 if done else 202, headers)
