"""Asking questions."""

import secrets

from fastapi import APIRouter, Response

from api import callbacks
from api.dependencies import PreferredWait, RequestId, ServiceOf, Space
from api.jobs import when_ended
from api.responses import answer, errors, polling
from api.schemas import AskAnswer, AskRequest
from shared.errors import MalformedRequest, NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.models.problem import FieldError
from shared.store import questions

router = APIRouter(tags=["upload and ask"])


@router.post(
    "/ask",
    status_code=202,
    response_model=AskAnswer,
    summary="Ask a question",
    responses={
        200: {"model": AskAnswer, "description": "The question's job has ended (`Prefer: wait`)."},
        202: {"description": "Accepted; `Location` names the job."},
        **errors(MalformedRequest, Unauthorized, NotFound, NotAcceptable, Unavailable),
    },
)
async def ask(
    body: AskRequest, service: ServiceOf, space: Space, request_id: RequestId, wait: PreferredWait = None
) -> Response:
    """Ask the documents of a session. The question waits for those that are still being read."""
    question = body.question.strip()
    if not question:
        raise NotAcceptable(errors=[FieldError(field="question", message="Ask something.")])
    callback_url = callbacks.checked(body.callback_url, service.settings)
    await service.touches.touch(space, body.session_id)
    job_id = secrets.token_hex(12)
    works = await service.store.run(
        questions.create(
            space,
            body.session_id,
            job_id,
            question,
            document_ids=tuple(dict.fromkeys(body.document_ids or ())),
            top_k=body.top_k,
            callback_url=callback_url,
            ttl=service.settings.ttl,
            request_id=request_id,
        )
    )
    if works == "no-session":
        raise NotFound("There is no such session, it has no document, or it has expired.")
    if works == "no-document":
        raise NotFound("One of the documents is not in this session, or has expired.")
    assert not isinstance(works, str)
    service.outbox.publish(works)
    job = await when_ended(service, space, job_id, wait or 0)
    headers = {"X-Session-ID": body.session_id, "Location": job.links.self, **polling([job])}
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    return answer(AskAnswer(job=job), 200 if wait is not None and job.ended else 202, headers)
