"""Every error of the gateway as ``application/problem+json`` (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from shared.errors import (
    DocInsightError,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    TooLarge,
    Unauthorized,
    UnsupportedMediaType,
)
from shared.models.problem import FieldError, Problem

MEDIA_TYPE = "application/problem+json"

_ERROR_OF_STATUS: dict[int, type[DocInsightError]] = {
    400: MalformedRequest,
    401: Unauthorized,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedMediaType,
    422: NotAcceptable,
}


def problem_response(problem: Problem, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response. ``instance`` names this one occurrence."""
    occurrence = problem.model_copy(
        update={"instance": f"urn:docinsight:request:{request_id}", "request_id": request_id}
    )
    return Response(
        occurrence.model_dump_json(exclude_none=True),
        occurrence.status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def error_response(request: Request, error: DocInsightError, headers: Mapping[str, str] | None = None) -> Response:
    """An error as a response, with when to try again."""
    return problem_response(error.problem(), request.state.request_id, {**(headers or {}), **error_headers(error)})


def error_headers(error: DocInsightError) -> dict[str, str]:
    """The headers of the response to an error, beside those of every response."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def install(app: FastAPI) -> None:
    """Have the application respond to all errors with problems."""
    app.add_exception_handler(DocInsightError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _from_framework)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocInsightError)
    return error_response(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(one["type"] == "json_invalid" for one in error.errors()):
        return error_response(request, MalformedRequest("The body is not valid JSON."))
    errors = [FieldError(field=_field(one["loc"]), message=_message(one)) for one in error.errors()]
    return error_response(request, NotAcceptable(errors=errors))


async def _from_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = {"Allow": ", ".join(allowed_methods(request))}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allowed)
        return error_response(request, MethodNotAllowed(), allowed)
    kind = _ERROR_OF_STATUS.get(error.status_code)
    if kind is not None:
        return error_response(request, kind(), error.headers)
    problem = DocInsightError().problem().model_copy(update={"status": error.status_code})
    return problem_response(problem, request.state.request_id, error.headers)


def allowed_methods(request: Request) -> list[str]:
    """The methods of the address, over all routes that share it."""
    methods = {"OPTIONS"}
    for route in request.app.state.routes:
        match, _ = route.matches(request.scope)
        if match != Match.NONE:
            methods |= route.methods
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def body_errors(error: ValidationError) -> list[Any]:
    """A model's errors as those of a request's body, for RequestValidationError."""
    errors = error.errors(include_url=False, include_context=False)
    return [{**one, "loc": ("body", *one["loc"])} for one in errors]


def _field(location: tuple[int | str, ...]) -> str:
    """The field as the sender knows it: without the part of the request that it is in."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])


def _message(error: dict[str, object]) -> str:
    """What is wrong. Never the input itself, which some of pydantic's messages quote."""
    if error["type"] in ("value_error", "assertion_error"):
        return str(error["msg"]).partition(", ")[2]
    if error["type"] == "string_pattern_mismatch" and str(error["msg"]).endswith(r"'\S'"):
        return "Should not be empty."
    return str(error["msg"])
