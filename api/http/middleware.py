"""Around every request: its id, its log line, its metrics, and a response to what nobody caught."""

import re
import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.metrics import Metrics
from api.http.problems import error_headers, problem_response
from shared.errors import DocInsightError

log = structlog.get_logger("api.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_QUIET = frozenset({"/health", "/health/live", "/metrics"})


class RequestMiddleware:
    """Pure ASGI, so that a waiting client costs no task of its own."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        method, started, status = scope["method"], time.perf_counter(), 0
        # The server itself leaves out the body of a response to HEAD.
        scope = {**scope, "method": "GET" if method == "HEAD" else method}
        scope.setdefault("state", {}).update(request_id=request_id, head=method == "HEAD", headers={})
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.update(scope["state"]["headers"])
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Cache-Control", "no-store")
                self._metrics.count_request(method, _route(scope), status, time.perf_counter() - started)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:
            # A stream that ended with an error of ours before anything of it was sent: the framework, which took its
            # response for begun, raises another one from that.
            if not status and isinstance(error.__cause__, DocInsightError):
                known = error.__cause__
                response = problem_response(known.problem(), request_id, error_headers(known))
            else:
                log.exception("a request failed")
                if status:
                    raise
                response = problem_response(DocInsightError().problem(), request_id)
            await response(scope, receive, send_with_headers)
        seconds = round(time.perf_counter() - started, 4)
        route = _route(scope)
        (log.debug if route in _QUIET else log.info)(
            "request", method=method, path=scope["path"], status=status, seconds=seconds, **_ids(scope)
        )


_NAMES = {"job_id": "job", "document_id": "document", "number": "page"}
"""What parameters of paths are called in logs, by the gateway and by workers alike."""


def _ids(scope: Scope) -> dict[str, str]:
    """The ids that the path names."""
    found = scope.get("path_params")
    return {name: found[given] for given, name in _NAMES.items() if given in found} if found else {}


def _route(scope: Scope) -> str:
    """The pattern of the route, so that the number of metrics does not grow with ids."""
    return getattr(scope.get("route"), "path", "unknown")
