"""Answers, and how each kind of error is described."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from api.http.problems import MEDIA_TYPE
from shared.errors import DocInsightError
from shared.models.job import Job
from shared.models.problem import Problem
from shared.store.jobs import retry_after


def answer(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A record as JSON. It has been validated where it was made."""
    return Response(body.model_dump_json(), status, headers=headers, media_type="application/json")


def polling(jobs: list[Job]) -> dict[str, str]:
    """When it pays to look at jobs again, where one has not ended."""
    waits = [retry_after(job.queue_position) for job in jobs if not job.ended]
    return {"Retry-After": str(min(waits))} if waits else {}


def errors(*kinds: type[DocInsightError], **others: type[DocInsightError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI descriptions of the errors that an operation may answer with."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, *others.values()):
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
