"""Routes that get, follow and cancel jobs."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse

from api.dependencies import Cursor, JobId, Limit, Prefix, ServiceOf, Space, Wait, job_not_found
from api.http.responses import error_responses, json_response, large_json_response, polling_headers
from api.notifications.events import EVENT_SCHEMA, job_events
from api.schemas.requests import SESSION_PATTERN
from api.schemas.responses import JobsAnswer
from shared.errors import NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.models.job import Job
from shared.store import jobs, sessions

router = APIRouter(tags=["jobs"])
_ERRORS = error_responses(Unauthorized, NotFound, NotAcceptable, Unavailable)


@router.get("/jobs", response_model=JobsAnswer, summary="List a session's jobs", responses=_ERRORS)
async def list_jobs(
    prefix: Prefix,
    service: ServiceOf,
    space: Space,
    session_id: Annotated[str, Query(pattern=SESSION_PATTERN, description="The session.", examples=["d1"])],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The jobs of a session, newest first."""
    if not await service.store.run(sessions.exists(space, session_id)):
        raise NotFound("There is no such session, or it has expired.")
    await service.sessions.renew(space, session_id)
    found, following = await service.store.run(jobs.of_session(space, session_id, limit=limit, before=cursor))
    return await large_json_response(JobsAnswer(jobs=[job.under(prefix) for job in found], next_cursor=following))


@router.get("/jobs/{job_id}", response_model=Job, summary="Get a job", responses=_ERRORS)
async def get_job(job_id: JobId, service: ServiceOf, space: Space, prefix: Prefix, wait: Wait = 0) -> Response:
    """A job, at once or when it has ended."""
    snapshot = await service.snapshots.when_ended(space, job_id, wait)
    await service.sessions.renew(space, snapshot.job.session_id)
    body = await snapshot.body_under(prefix)
    return Response(body, media_type="application/json", headers=polling_headers([snapshot.job]))


@router.get(
    "/jobs/{job_id}/events",
    response_class=Response,
    summary="Follow a job",
    responses={
        200: {
            "description": "`event: job` with the job as data at every change, until it has ended.",
            "content": {"text/event-stream": {"itemSchema": EVENT_SCHEMA}},
        },
        204: {"description": "The job has ended, and `Last-Event-ID` says that its end was seen."},
        **_ERRORS,
    },
)
async def events(
    request: Request,
    job_id: JobId,
    service: ServiceOf,
    space: Space,
    prefix: Prefix,
    last_event_id: Annotated[
        str | None, Header(alias="Last-Event-ID", description="The last event that was seen; what came since is sent.")
    ] = None,
) -> Response:
    """A job's changes as server-sent events, with a comment every 15 seconds."""
    snapshot = await service.snapshots.load(space, job_id)
    seen = int(last_event_id) if last_event_id and re.fullmatch(r"[0-9]{1,15}", last_event_id) else 0
    if snapshot.job.ended and seen >= snapshot.version:
        # Tells an EventSource not to come back.
        return Response(status_code=204)
    if request.state.head:
        return Response(media_type=EventSourceResponse.media_type)
    stream = job_events(service.snapshots, service.changes, space, job_id, seen, prefix)
    return EventSourceResponse(stream, headers={"X-Accel-Buffering": "no"})


@router.post("/jobs/{job_id}/cancel", response_model=Job, summary="Cancel a job", responses=_ERRORS)
async def cancel(job_id: JobId, service: ServiceOf, space: Space, prefix: Prefix) -> Response:
    """End a job that has not ended, also while a worker runs it. An ended job stays as it is."""
    if not await service.store.run(jobs.cancel(space, job_id)):
        raise job_not_found()
    return json_response((await service.snapshots.load(space, job_id)).job.under(prefix))
