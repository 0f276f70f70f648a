"""What asking and searching have in common: their bodies, and the jobs they become."""

import secrets
from typing import TypeVar

import structlog
from fastapi import Request, Response

from api.dependencies import is_id
from api.http import callbacks
from api.http.bodies import json_body
from api.http.idempotency import REPLAYED_HEADER, fingerprint, first_jobs, request_claim, with_fingerprint
from api.http.responses import error_responses, json_response, polling_headers
from api.schemas.requests import AskRequest, SearchRequest
from api.schemas.responses import AskAnswer
from api.service import Service
from shared import tracing
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

Body = TypeVar("Body", AskRequest, SearchRequest)

ERRORS = error_responses(
    MalformedRequest, Unauthorized, NotFound, Conflict, TooLarge, NotAcceptable, RateLimited, Unavailable
)


async def read_body(request: Request, service: Service, model: type[Body]) -> Body:
    """The request's body."""
    body = await json_body(request, model)
    most = service.settings.max_question_chars
    if len(body.text) > most:
        message = f"String should have at most {most} characters"
        raise NotAcceptable(errors=[FieldError(field=body.TEXT_FIELD, message=message)])
    callbacks.check_configured(body.callback_url, service.settings)
    return body


async def respond(
    request: Request,
    service: Service,
    space: str,
    body: AskRequest | SearchRequest,
    request_id: str,
    prefix: str,
    *,
    wait: int | None,
    key: str | None,
) -> Response:
    """Accept a question or a search, or find the one that the idempotency key stands for; the job, waited for."""
    sent = fingerprint("search" if isinstance(body, SearchRequest) else "ask", body.model_dump())
    async with request_claim(service.store, space, key) as claim:
        if isinstance(claim, Done):
            (first,) = await first_jobs(service.store, space, claim, sent)
            job_id = first.id
            request.state.headers[REPLAYED_HEADER] = "true"
        else:
            job_id = await _accept(service, space, body, request_id, with_fingerprint(claim, sent))
    # For the line that is logged of this request.
    structlog.contextvars.bind_contextvars(job=job_id)
    job = (await service.snapshots.when_ended(space, job_id, wait or 0)).job
    headers = {"X-Session-ID": body.session_id, "Location": job.links.self, **polling_headers([job])}
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    return json_response(AskAnswer(job=job.under(prefix)), 200 if wait is not None and job.ended else 202, headers)


async def _accept(
    service: Service, space: str, body: AskRequest | SearchRequest, request_id: str, claim: Claim | None
) -> str:
    """Create the job. Its id."""
    if not all(map(is_id, body.document_ids or ())):
        raise _no_such_document()
    job_id = secrets.token_hex(12)
    await service.sessions.renew(space, body.session_id)
    refused = await service.store.run(
        questions.create(
            space,
            body.session_id,
            job_id,
            body.text.strip(),
            document_ids=tuple(dict.fromkeys(body.document_ids or ())),
            top_k=body.top_k,
            callback_url=body.callback_url,
            ttl=service.settings.ttl,
            request_id=request_id,
            claim=claim,
            most=service.settings.max_unfinished,
            search=isinstance(body, SearchRequest),
            traceparent=tracing.traceparent(),
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
