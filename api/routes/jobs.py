"""Looking at jobs, following and cancelling them."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse

from api.dependencies import SESSION, JobId, ServiceOf, Space, Wait
from api.http.responses import answer, errors, polling
from api.notifications.events import EVENT, follow
from api.notifications.job_snapshots import when_ended
from api.schemas import JobsAnswer
from shared.errors import NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.models.job import Job
from shared.store import jobs, sessions

router = APIRouter(tags=["jobs"])
_ERRORS = errors(Unauthorized, NotFound, NotAcceptable, Unavailable)
_CURSOR = r"^\d{1,12}\.\d{1,9}$"


@router.get("/jobs", response_model=JobsAnswer, summary="List a session's jobs", responses=_ERRORS)
async def list_jobs(
    service: ServiceOf,
    space: Space,
    session_id: Annotated[str, Query(pattern=SESSION, description="The session.", examples=["d1"])],
    limit: Annotated[int, Query(ge=1, le=200, description="Most jobs to list.")] = 50,
    cursor: Annotated[
        str | None, Query(pattern=_CURSOR, description="`next_cursor` of the page before this one.")
    ] = None,
) -> Response:
    """The jobs of a session, newest first."""
    if not await service.store.run(sessions.exists(space, session_id)):
        raise NotFound("There is no such session, or it has expired.")
    await service.touches.touch(space, session_id)
    found, following = await service.store.run(jobs.of_session(space, session_id, limit=limit, before=cursor))
    return answer(JobsAnswer(jobs=found, next_cursor=following))


@router.get("/jobs/{job_id}", response_model=Job, summary="Look at a job", responses=_ERRORS)
async def get_job(job_id: JobId, service: ServiceOf, space: Space, wait: Wait = 0) -> Response:
    """A job, at once or when it has ended."""
    look = await when_ended(service, space, job_id, wait)
    await service.touches.touch(space, look.job.session_id)
    return Response(look.body, media_type="application/json", headers=polling([look.job]))


@router.get(
    "/jobs/{job_id}/events",
    response_class=Response,
    summary="Follow a job",
    responses={
        200: {
            "description": "`event: job` with the job as data at every change, until it has ended.",
            "content": {"text/event-stream": {"itemSchema": EVENT}},
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
    last_event_id: Annotated[
        str | None, Header(alias="Last-Event-ID", description="The last event that was seen; what came since is sent.")
    ] = None,
) -> Response:
    """A job's changes as server-sent events, with a comment every 15 seconds."""
    look = await service.looks.at(space, job_id)
    seen = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 16 else 0
    if look.job.ended and seen >= look.version:
        # Tells an EventSource not to come back.
        return Response(status_code=204)
    if request.state.head:
        return Response(media_type=EventSourceResponse.media_type)
    return EventSourceResponse(follow(service, space, job_id, seen), headers={"X-Accel-Buffering": "no"})


@router.post("/jobs/{job_id}/cancel", response_model=Job, summary="Cancel a job", responses=_ERRORS)
async def cancel(job_id: JobId, service: ServiceOf, space: Space) -> Response:
    """End a job that has not ended, also in mid-work. An ended job stays as it is."""
    found, running = await service.store.run(jobs.cancel(space, job_id))
    if not found:
        raise NotFound("There is no such job, or it has expired.")
    service.outbox.revoke(running)
    return answer((await service.looks.at(space, job_id)).job)
