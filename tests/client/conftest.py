"""A gateway of the tests' own, and servers that are not as they should be."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.api.conftest import gateway

Reply = tuple[int, str, str, dict[str, str]]

JOB = {
    "id": "j1",
    "kind": "document",
    "status": "queued",
    "session_id": "s",
    "created_at": "2026-01-01T00:00:00Z",
    "expires_at": "2026-01-02T00:00:00Z",
    "links": {"self": "/jobs/j1", "events": "/jobs/j1/events"},
}


def problem(status: int, detail: str, slug: str = "x", **more: object) -> Reply:
    """A reply with a problem, to be tried again at once."""
    body = {"type": f"/problems/{slug}", "title": "X", "status": status, "detail": detail, **more}
    return status, "application/problem+json", json.dumps(body), {"Retry-After": "0"}


def good(body: object) -> Reply:
    """A reply with JSON."""
    return 200, "application/json", json.dumps(body), {}


def event(number: int, status: str) -> str:
    """A job's event."""
    return f"event: job\nid: {number}\ndata: {json.dumps({**JOB, 'status': status})}\n\n"


@contextlib.contextmanager
def server(reply: Callable[[BaseHTTPRequestHandler, bytes], Reply | None]) -> Iterator[str]:
    """A server that answers every request by ``reply``, which takes the request and its body.

    None closes the connection without an answer.
    """

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            replied = reply(self, body)
            if replied is None:
                self.close_connection = True
                return
            status, kind, text, headers = replied
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(scope="session")
def base(redis_server: str) -> Iterator[str]:
    """A gateway with default settings, for all tests of this process."""
    with gateway(redis_server) as address:
        yield address
