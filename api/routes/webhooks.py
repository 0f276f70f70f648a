"""Webhooks that were not delivered."""

from fastapi import APIRouter, Response

from api.dependencies import ServiceOf, Space
from api.http.responses import error_responses, json_response
from api.schemas.responses import WebhookAnswer, WebhooksAnswer, WebhookSecretAnswer
from shared.errors import NotFound, Unauthorized, Unavailable
from shared.store import webhooks
from shared.webhook_secrets import OPEN_SPACE, secret_of

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


@router.get(
    "/webhooks/secret",
    response_model=WebhookSecretAnswer,
    summary="Get the secret of webhooks",
    responses=error_responses(Unauthorized, NotFound),
)
async def get_secret(service: ServiceOf, space: Space) -> Response:
    """The secret that signs the webhooks of this API key. Without keys, the service's administrator has it."""
    secret = service.settings.webhook_secret
    if secret is None or space == OPEN_SPACE:
        raise NotFound("Webhooks are not configured, or their secret is with the service's administrator.")
    return json_response(WebhookSecretAnswer(secret=secret_of(space, secret.get_secret_value())))
