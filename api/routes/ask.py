"""Asking questions."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.dependencies import IdempotencyKey, PreferredWait, RequestId, ServiceOf, Space
from api.http.idempotency import REPLAYED, claimed, fingerprint, replayed, settled
from api.http.rate_limits import Limited
from api.http.responses import answer, errors, polling
from api.notifications.job_snapshots import when_ended
from api.schemas import AskAnswer, AskRequest
from api.upload import callbacks
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
from shared.store import questions
from shared.store.idempotency import Done

router = APIRouter(tags=["upload and ask"])
MAX_BODY = 256 * 1024
_BODY = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AskRequest"}}}}


async def _question(request: Request) -> AskRequest:
    """The request's body. Read here and not by the framework, so that its size is limited as it comes."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise MalformedRequest("Send the question as JSON, with 'Content-Type: application/json'.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge
    try:
        return AskRequest.model_validate_json(bytes(body))
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False, include_context=False)]
        ) from None


@router.post(
    "/ask",
    status_code=202,
    response_model=AskAnswer,
    summary="Ask a question",
    openapi_extra={"requestBody": _BODY},
    dependencies=[Limited],
    responses={
        200: {"model": AskAnswer, "description": "The question's job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the job."},
        **errors(MalformedRequest, Unauthorized, NotFound, Conflict, TooLarge, NotAcceptable, RateLimited, Unavailable),
    },
)
async def ask(
    request: Request,
    body: Annotated[AskRequest, Depends(_question)],
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    wait: PreferredWait = None,
    key: IdempotencyKey = None,
) -> Response:
    """Ask the documents of a session. The question waits for those that are still being read."""
    callback_url = callbacks.checked(body.callback_url, service.settings)
    print_ = fingerprint("ask", body.model_dump())
    async with claimed(service, space, key) as claim:
        if isinstance(claim, Done):
            (first,) = await replayed(service, space, claim, print_)
            job_id = first.id
            request.state.headers[REPLAYED] = "true"
        else:
            job_id = secrets.token_hex(12)
            await service.touches.touch(space, body.session_id)
            outcome = await service.store.run(
                questions.create(
                    space,
                    body.session_id,
                    job_id,
                    body.question.strip(),
                    document_ids=tuple(dict.fromkeys(body.document_ids or ())),
                    top_k=body.top_k,
                    callback_url=callback_url,
                    ttl=service.settings.ttl,
                    request_id=request_id,
                    claim=settled(claim, print_),
                )
            )
            if outcome == "no-session":
                raise NotFound("There is no such session, it has no document, or it has expired.")
            if outcome == "no-document":
                raise NotFound("One of the documents is not in this session, or has expired.")
            if outcome == "no-claim":
                raise Unavailable("The question took too long to be accepted; send it again.")
    job = (await when_ended(service, space, job_id, wait or 0)).job
    headers = {"X-Session-ID": body.session_id, "Location": job.links.self, **polling([job])}
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    return answer(AskAnswer(job=job), 200 if wait is not None and job.ended else 202, headers)
