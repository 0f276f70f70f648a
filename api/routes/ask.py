"""Asking questions."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import IdempotencyKey, PreferredWait, Prefix, RateLimit, RequestId, ServiceOf, Space, is_id
from api.http import callbacks
from api.http.bodies import json_body
from api.http.idempotency import REPLAYED_HEADER, fingerprint, first_jobs, request_claim, with_fingerprint
from api.http.openapi import request_body
from api.http.responses import error_responses, json_response, polling_headers
from api.schemas.requests import AskRequest
from api.schemas.responses import AskAnswer
from api.service import Service
from shared.errors import (
    Conflict,
    MalformedRequest,
    NotAcceptable,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from shared.models.problem import FieldError
from shared.store import questions
from shared.store.idempotency import Claim, Done

router = APIRouter(tags=["upload and ask"])


async def _question(request: Request, service: ServiceOf) -> AskRequest:
    """The request's body."""
    question = await json_body(request, AskRequest)
    most = service.settings.max_question_chars
    if len(question.question) > most:
        message = f"String should have at most {most} characters"
        raise NotAcceptable(errors=[FieldError(field="question", message=message)])
    callbacks.check_configured(question.callback_url, service.settings)
    return question


@router.post(
    "/ask",
    status_code=202,
    response_model=AskAnswer,
    summary="Ask a question",
    openapi_extra=request_body(AskRequest, "application/json"),
    dependencies=[RateLimit],
    responses={
        200: {"model": AskAnswer, "description": "The question's job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the job."},
        **error_responses(
            MalformedRequest, Unauthorized, NotFound, Conflict, TooLarge, NotAcceptable, RateLimited, Unavailable
        ),
    },
)
async def ask(
    request: Request,
    body: Annotated[AskRequest, Depends(_question)],
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    prefix: Prefix,
    wait: PreferredWait = None,
    key: IdempotencyKey = None,
) -> Response:
    """Ask the documents of a session. The question waits for those that are still being parsed."""
    sent = fingerprint("ask", body.model_dump())
    async with request_claim(service.store, space, key) as claim:
        if isinstance(claim, Done):
            (first,) = await first_jobs(service.store, space, claim, sent)
            job_id = first.id
            request.state.headers[REPLAYED_HEADER] = "true"
        else:
            job_id = await _accept(service, space, body, request_id, with_fingerprint(claim, sent))
    job = (await service.snapshots.when_ended(space, job_id, wait or 0)).job
    headers = {"X-Session-ID": body.session_id, "Location": job.links.self, **polling_headers([job])}
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    return json_response(AskAnswer(job=job.under(prefix)), 200 if wait is not None and job.ended else 202, headers)


async def _accept(service: Service, space: str, body: AskRequest, request_id: str, claim: Claim | None) -> str:
    """Create the question's job. Its id."""
    if not all(map(is_id, body.document_ids or ())):
        raise _no_such_document()
    job_id = secrets.token_hex(12)
    await service.sessions.renew(space, body.session_id)
    refused = await service.store.run(
        questions.create(
            space,
            body.session_id,
            job_id,
            body.question.strip(),
            document_ids=tuple(dict.fromkeys(body.document_ids or ())),
            top_k=body.top_k,
            callback_url=body.callback_url,
            ttl=service.settings.ttl,
            request_id=request_id,
            claim=claim,
            most=service.settings.max_unfinished,
        )
    )
    if refused == "no-session":
        raise NotFound("There is no such session, it has no document, or it has expired.")
    if refused == "no-document":
        raise _no_such_document()
    if refused == "no-claim":
        raise Unavailable("The question took too long to be accepted; send it again.")
    return job_id


def _no_such_document() -> NotFound:
    return NotFound("One of the documents is not in this session, or has expired.")
