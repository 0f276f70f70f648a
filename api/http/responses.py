"""Responses, and how each kind of error is described in OpenAPI."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from api.http.problems import MEDIA_TYPE
from shared.errors import DocInsightError
from shared.models.job import Job
from shared.models.problem import Problem
from shared.store.jobs import retry_after


def json_response(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A model as JSON. It was validated where it was made."""
    return Response(body.model_dump_json(), status, headers=headers, media_type="application/json")


def polling_headers(jobs: list[Job]) -> dict[str, str]:
    """When to poll jobs again, where one has not ended."""
    delays = [retry_after(job.queue_position) for job in jobs if not job.ended]
    return {"Retry-After": str(min(delays))} if delays else {}


def error_responses(*kinds: type[DocInsightError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI descriptions of the errors that an operation may respond with."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = described.setdefault(
            kind.status,
            {
                "description": kind.title,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        example = Problem(
            type=f"/problems/{kind.slug}",
            title=kind.title,
            status=kind.status,
            detail=kind.default_detail,
            instance="urn:docinsight:request:6f0e7d2b",
            request_id="6f0e7d2b",
        )
        entry["content"][MEDIA_TYPE]["examples"][kind.slug] = {"value": example.model_dump(exclude_none=True)}
    return described
