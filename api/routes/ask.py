"""Asking questions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import IdempotencyKey, PreferredWait, Prefix, RateLimit, RequestId, ServiceOf, Space
from api.http.openapi import request_body
from api.routes import queries
from api.schemas.requests import AskRequest
from api.schemas.responses import AskAnswer

router = APIRouter(tags=["upload and ask"])


async def _body(request: Request, service: ServiceOf) -> AskRequest:
    return await queries.read_body(request, service, AskRequest)


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
        **queries.ERRORS,
    },
)
async def ask(
    request: Request,
    body: Annotated[AskRequest, Depends(_body)],
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    prefix: Prefix,
    wait: PreferredWait = None,
    key: IdempotencyKey = None,
) -> Response:
    """Ask the documents of a session. The question waits for those that are still being parsed."""
    return await queries.respond(request, service, space, body, request_id, prefix, wait=wait, key=key)
