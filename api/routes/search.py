"""Searching for passages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import IdempotencyKey, PreferredWait, Prefix, RateLimit, RequestId, ServiceOf, Space
from api.http.openapi import request_body
from api.routes import queries
from api.schemas.requests import SearchRequest
from api.schemas.responses import AskAnswer

router = APIRouter(tags=["upload and ask"])


async def _body(request: Request, service: ServiceOf) -> SearchRequest:
    return await queries.read_body(request, service, SearchRequest)


@router.post(
    "/search",
    status_code=202,
    response_model=AskAnswer,
    summary="Search for passages",
    openapi_extra=request_body(SearchRequest, "application/json"),
    dependencies=[RateLimit],
    responses={
        200: {"model": AskAnswer, "description": "The search's job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the job."},
        **queries.ERRORS,
    },
)
async def search(
    request: Request,
    body: Annotated[SearchRequest, Depends(_body)],
    service: ServiceOf,
    space: Space,
    prefix: Prefix,
    request_id: RequestId,
    wait: PreferredWait = None,
    key: IdempotencyKey = None,
) -> Response:
    """Find the passages of a session's documents that hold what is sought, for programs that read them themselves.

    The search waits for the documents that are still being parsed.
    """
    return await queries.respond(request, service, space, body, request_id, prefix, wait=wait, key=key)
