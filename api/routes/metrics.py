"""Metrics on the gateway's own port. Where they have a port of their own, there is no such route."""

from fastapi import APIRouter, Response

from api.dependencies import MetricsAccess, ServiceOf
from api.http.exposition import current
from api.http.metrics import CONTENT_TYPE
from api.http.responses import error_responses
from shared.errors import Unauthorized

router = APIRouter(tags=["operations"])


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **error_responses(Unauthorized)},
    dependencies=[MetricsAccess],
)
async def metrics(service: ServiceOf) -> Response:
    """Counts and times of this process; workers, jobs and queues as the store has them now."""
    return Response(await current(service), media_type=CONTENT_TYPE)
