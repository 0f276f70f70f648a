"""Sessions."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import Cursor, Limit, ServiceOf, SessionId, Space
from api.http.bodies import json_body
from api.http.openapi import request_body
from api.http.responses import error_responses, json_response, large_json_response
from api.schemas.requests import KeepRequest
from api.schemas.responses import KeptAnswer, SessionAnswer
from shared.errors import MalformedRequest, NotAcceptable, NotFound, TooLarge, Unauthorized, Unavailable
from shared.models.problem import FieldError
from shared.store import document_loading, sessions

router = APIRouter(tags=["sessions"])
_ERRORS = error_responses(Unauthorized, NotFound, NotAcceptable, Unavailable)


@router.get("/sessions/{session_id}", response_model=SessionAnswer, summary="Get a session", responses=_ERRORS)
async def get_session(
    session_id: SessionId, service: ServiceOf, space: Space, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """A session's documents, oldest first, and when it expires unless it is used."""
    await service.sessions.renew(space, session_id)
    found = await service.store.run(sessions.load(space, session_id, limit=limit, after=cursor))
    if found is None:
        raise _gone()
    listed = await service.store.run(document_loading.load_summaries(space, found.documents))
    body = SessionAnswer(
        session_id=session_id,
        document_count=found.document_count,
        documents=listed,
        next_cursor=found.following,
        expires_at=found.expires_at,
    )
    return await large_json_response(body, headers={"X-Session-ID": session_id})


async def _seconds(request: Request, service: ServiceOf) -> int:
    asked, settings = await json_body(request, KeepRequest), service.settings
    most = max(settings.ttl, settings.max_ttl)
    if asked.ttl > most:
        message = f"Input should be less than or equal to {most}"
        raise NotAcceptable(errors=[FieldError(field="ttl", message=message)])
    return asked.ttl


@router.patch(
    "/sessions/{session_id}",
    response_model=KeptAnswer,
    summary="Keep a session longer",
    openapi_extra=request_body(KeepRequest, "application/json"),
    responses=error_responses(MalformedRequest, Unauthorized, NotFound, TooLarge, NotAcceptable, Unavailable),
)
async def keep_session(
    session_id: SessionId, seconds: Annotated[int, Depends(_seconds)], service: ServiceOf, space: Space
) -> Response:
    """Give a session, and all in it, a time to live after its last use."""
    if not await service.store.run(sessions.keep(space, session_id, seconds)):
        raise _gone()
    expires_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    return json_response(KeptAnswer(session_id=session_id, ttl=seconds, expires_at=expires_at))


@router.delete("/sessions/{session_id}", status_code=204, summary="Delete a session", responses=_ERRORS)
async def delete_session(session_id: SessionId, service: ServiceOf, space: Space) -> Response:
    """Delete a session and all in it; its jobs are cancelled."""
    if not await service.store.run(sessions.delete(space, session_id)):
        raise _gone()
    return Response(status_code=204)


def _gone() -> NotFound:
    return NotFound("There is no such session, or it has expired.")
