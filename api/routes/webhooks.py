"""Webhooks that were not delivered."""

from fastapi import APIRouter, Response

from api.dependencies import ServiceOf, Space
from api.http.responses import error_responses, json_response
from api.schemas.responses import WebhookAnswer, WebhooksAnswer
from shared.errors import Unauthorized, Unavailable
from shared.store import webhooks

router = APIRouter(tags=["jobs"])


@router.get(
    "/webhooks",
    response_model=WebhooksAnswer,
    summary="List undelivered webhooks",
    responses=error_responses(Unauthorized, Unavailable),
)
async def list_webhooks(service: ServiceOf, space: Space) -> Response:
    """The webhooks that are still to be delivered, or were abandoned, newest first."""
    found = await service.store.run(webhooks.undelivered(space))
    listed = [
        WebhookAnswer(
            job_id=one.job_id,
            state=one.state,
            attempts=one.attempts,
            next_attempt_at=one.next_attempt_at,
            cause=one.cause,
        )
        for one in found
    ]
    return json_response(WebhooksAnswer(webhooks=listed))
