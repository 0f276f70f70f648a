"""The OpenAPI description: what FastAPI derives from the routes, and what only this service knows."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.http.hosts import EXEMPT, SAFE_METHODS
from api.http.responses import error_responses
from shared.errors import DocInsightError, ForeignOrigin, HeadersTooLarge, MalformedRequest, MisdirectedRequest
from shared.metrics_server import PATH as METRICS_PATH
from shared.models.problem import Problem
from shared.settings import Settings

DESCRIPTION = """\
Send documents, ask, and get answers with the page, the place on it and the words around it.

Everything slow is a **job**: `POST /upload`, `POST /ask` and `POST /search` respond at once with jobs, which are
polled, waited for (`?wait=30`, `Prefer: wait=30`) or followed (`/jobs/{job_id}/events`). Times are RFC 3339 in UTC,
boxes are `[x0, y0, x1, y1]` in fractions of the page as shown, from its top left.

Every error is `application/problem+json` (RFC 9457); its `type` is stable. Every response carries `X-Request-ID`.
"""

_REQUEST_ID = {"description": "The request's id: the caller's, if one was sent.", "schema": {"type": "string"}}
_RETRY_AFTER = {"description": "Seconds after which to try again.", "schema": {"type": "integer", "minimum": 0}}
_SESSION = {"description": "The session.", "schema": {"type": "string"}}
_LOCATION = {"description": "Where the (first) job is.", "schema": {"type": "string"}}
_KEYS = {
    "HTTPBearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, where the service is configured with keys.",
    },
    "APIKeyHeader": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
        "description": "The same, for tools that send no bearer.",
    },
}

_JOB_LINKS = ("get_job", "cancel", "events")
_DOCUMENT_LINKS = ("get_document", "get_text", "get_markdown", "get_tables", "get_file", "delete_document")


def request_body(model: type[BaseModel], media_type: str) -> dict[str, Any]:
    """What a route that reads its body itself adds to its description (``openapi_extra``).

    The model is one of those that `install` was given.
    """
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"$ref": _reference(model)}}}}}


def install(app: FastAPI, settings: Settings, bodies: tuple[type[BaseModel], ...]) -> None:
    """Have the application describe itself as it is configured. ``bodies`` are the models of `request_body`."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app, settings, bodies)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _reference(model: type[BaseModel]) -> str:
    return f"#/components/schemas/{model.__name__}"


def _described(app: FastAPI, settings: Settings, bodies: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=DESCRIPTION, routes=app.routes
    )
    schemas = schema["components"]["schemas"]
    models: tuple[type[BaseModel], ...] = (Problem, *bodies)
    for model in models:
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schemas[model.__name__].pop("$defs", {}))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in bodies:
        _configure(schemas[model.__name__]["properties"], settings)
    if settings.api_keys or settings.metrics_keys:
        schema["components"]["securitySchemes"] = _KEYS
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _add_errors(operation, _errors_before_routes(path, method, keys=bool(settings.api_keys)))
            _describe(operation, keys=bool(settings.api_keys or (path == METRICS_PATH and settings.metrics_keys)))
    _link(schema)
    return schema


def _configure(properties: dict[str, Any], settings: Settings) -> None:
    """What the settings say about the fields of a body."""
    if settings.webhook_secret is None:
        properties.pop("callback_url", None)
    for text in {"question", "query"} & properties.keys():
        properties[text]["maxLength"] = settings.max_question_chars
    if "ttl" in properties:
        properties["ttl"]["maximum"] = max(settings.ttl, settings.max_ttl)


def _errors_before_routes(path: str, method: str, *, keys: bool) -> list[type[DocInsightError]]:
    """What any request may be refused with before it comes to its route."""
    kinds: list[type[DocInsightError]] = [MalformedRequest, HeadersTooLarge]
    if not keys and path not in EXEMPT:
        kinds.append(MisdirectedRequest)
    if not keys and method.upper() not in SAFE_METHODS:
        kinds.append(ForeignOrigin)
    return kinds


def _add_errors(operation: dict[str, Any], kinds: list[type[DocInsightError]]) -> None:
    for status, response in error_responses(*kinds).items():
        operation["responses"].setdefault(str(status), response)


def _describe(operation: dict[str, Any], *, keys: bool) -> None:
    """What all operations have in common: keys, and headers of responses."""
    if not keys:
        operation["responses"].pop("401", None)
    elif "401" in operation["responses"]:
        operation["security"] = [{name: []} for name in _KEYS]
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers["X-Request-ID"] = _REQUEST_ID
        if status in ("429", "503"):
            headers["Retry-After"] = _RETRY_AFTER


def _link(schema: dict[str, Any]) -> None:
    """Where one response leads on to other calls."""
    for path, jobs in (("/upload", "/jobs/0"), ("/ask", "/job"), ("/search", "/job")):
        accepted = [schema["paths"][path]["post"]["responses"][status] for status in ("200", "202")]
        for response in accepted:
            response["headers"] |= {"Location": _LOCATION, "Retry-After": _RETRY_AFTER, "X-Session-ID": _SESSION}
            links = {name: _to(name, job_id=f"{jobs}/id") for name in _JOB_LINKS}
            if path == "/upload":
                links |= {name: _to(name, document_id=f"{jobs}/document_id") for name in _DOCUMENT_LINKS}
                links["get_session"] = _to("get_session", session_id="/session_id")
                links["ask"] = {
                    "operationId": "ask",
                    "requestBody": {"question": "Who signed it?", "session_id": "$response.body#/session_id"},
                }
            response["links"] = links


def _to(operation: str, **parameters: str) -> dict[str, Any]:
    return {
        "operationId": operation,
        "parameters": {name: f"$response.body#{pointer}" for name, pointer in parameters.items()},
    }
