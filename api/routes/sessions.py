"""Sessions."""

from fastapi import APIRouter, Response

from api.dependencies import ServiceOf, SessionId, Space
from api.http.responses import error_responses, json_response
from api.schemas.responses import SessionAnswer
from shared.errors import NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.store import documents, sessions

router = APIRouter(tags=["sessions"])
_ERRORS = error_responses(Unauthorized, NotFound, NotAcceptable, Unavailable)


@router.get("/sessions/{session_id}", response_model=SessionAnswer, summary="Get a session", responses=_ERRORS)
async def get_session(session_id: SessionId, service: ServiceOf, space: Space) -> Response:
    """A session's documents, oldest first, and when it expires unless it is used."""
    await service.sessions.renew(space, session_id)
    found = await service.store.run(sessions.load(space, session_id))
    if found is None:
        raise _gone()
    ids, expires_at = found
    listed = await service.store.run(documents.load(space, ids))
    body = SessionAnswer(session_id=session_id, documents=listed, expires_at=expires_at)
    return json_response(body, headers={"X-Session-ID": session_id})


@router.delete("/sessions/{session_id}", status_code=204, summary="Delete a session", responses=_ERRORS)
async def delete_session(session_id: SessionId, service: ServiceOf, space: Space) -> Response:
    """Delete a session and all in it; its jobs are cancelled."""
    if not await service.store.run(sessions.delete(space, session_id)):
        raise _gone()
    return Response(status_code=204)


def _gone() -> NotFound:
    return NotFound("There is no such session, or it has expired.")
