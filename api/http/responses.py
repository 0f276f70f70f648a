"""Responses, and how each kind of error is described in OpenAPI."""

import itertools
from collections.abc import Iterator
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from pydantic_core import to_json

from api.http.problems import MEDIA_TYPE
from shared.errors import DocInsightError
from shared.models.job import Job
from shared.models.problem import Problem
from shared.off_loop import off_loop
from shared.store.jobs import retry_after

SERIALIZED_TOGETHER = 500


def json_response(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A model as JSON. It was validated where it was made."""
    return Response(body.model_dump_json(), status, headers=headers, media_type="application/json")


async def large_json_response(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """As `json_response`, for a model that may be large: it is serialized beside the event loop."""
    content = await off_loop(lambda: serialized(body))
    return Response(content, status, headers=headers, media_type="application/json")


def serialized(body: BaseModel) -> bytes:
    """A model as JSON. An iterator may stand for a list.

    Lists are serialized some entries at a time, since no other thread runs during a call of the serializer.
    """
    fields = [to_json(name) + b":" + b"".join(_pieces(value)) for name, value in body]
    return b"{" + b",".join(fields) + b"}"


def _pieces(value: object) -> Iterator[bytes]:
    if isinstance(value, BaseModel):
        yield serialized(value)
        return
    if not isinstance(value, list | Iterator):
        yield to_json(value)
        return
    entries, separator = iter(value), b""
    yield b"["
    while batch := list(itertools.islice(entries, SERIALIZED_TOGETHER)):
        yield separator + to_json(batch)[1:-1]
        separator = b","
    yield b"]"


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
