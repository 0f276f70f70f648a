"""The client of the HTTP contract, where servers are not as they should be."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.client import Client, NotDocInsight, RequestRefused, Unreachable
from shared.models.job import Job

JOB = {
    "id": "j1",
    "kind": "document",
    "status": "queued",
    "session_id": "s",
    "created_at": "2026-01-01T00:00:00Z",
    "expires_at": "2026-01-02T00:00:00Z",
    "links": {"self": "/jobs/j1", "events": "/jobs/j1/events"},
}
Reply = tuple[int, str, str, dict[str, str]]


def problem(status: int, detail: str, **more: object) -> Reply:
    body = {"type": "/problems/x", "title": "X", "status": status, "detail": detail, **more}
    return status, "application/problem+json", json.dumps(body), {"Retry-After": "0"}


def good(body: object) -> Reply:
    return 200, "application/json", json.dumps(body), {}


def event(number: int, status: str) -> str:
    return f"event: job\nid: {number}\ndata: {json.dumps({**JOB, 'status': status})}\n\n"


@contextlib.contextmanager
def server(reply: Callable[[BaseHTTPRequestHandler, bytes], Reply]) -> Iterator[str]:
    """A server that answers every request by ``reply``, which takes the request and its body."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, text, headers = reply(self, body)
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def test_an_address_where_nothing_answers_is_an_error_of_its_own() -> None:
    async def run() -> None:
        async with Client("http://127.0.0.1:9") as client:
            assert not await client.alive()
            with pytest.raises(Unreachable, match=r"No service answers at http://127\.0\.0\.1:9;"):
                await client.limits()

    asyncio.run(run())


@pytest.mark.parametrize("status", [200, 404, 502])
def test_another_kind_of_server_is_an_error_of_its_own(status: int) -> None:
    async def run(base: str) -> None:
        async with Client(base) as client:
            with pytest.raises(NotDocInsight, match="is not doc-insight"):
                await client.limits()

    with server(lambda *_: (status, "text/html", "<h1>hello</h1>", {})) as base:
        asyncio.run(run(base))


def test_a_refusal_names_each_file_and_what_is_wrong_with_it() -> None:
    async def run(base: str) -> None:
        async with Client(base) as client:
            with pytest.raises(RequestRefused) as refused:
                await client.job("j1")
            assert str(refused.value) == "Nothing was kept. a.exe: It is of no supported type."

    files = [{"filename": "a.exe", "type": "/problems/x", "detail": "It is of no supported type."}]
    with server(lambda *_: problem(415, "Nothing was kept.", files=files, of_a_newer_service=1)) as base:
        asyncio.run(run(base))


def test_an_upload_that_is_put_off_is_sent_again_whole_under_the_same_key(tmp_path: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def reply(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        seen.append((request.headers["Idempotency-Key"], b"all of it" in body))
        return problem(429, "Wait.") if len(seen) < 3 else good({"session_id": "s", "jobs": [JOB]})

    async def run(base: str) -> None:
        path = tmp_path / "a.txt"
        path.write_text("all of it")
        async with Client(base) as client:
            assert (await client.upload([path])).session_id == "s"

    with server(reply) as base:
        asyncio.run(run(base))
    assert seen == [(seen[0][0], True)] * 3


def test_a_rate_limit_that_persists_is_reported() -> None:
    async def run(base: str) -> None:
        async with Client(base) as client:
            with pytest.raises(RequestRefused, match="Wait a little"):
                await client.limits()

    with server(lambda *_: problem(429, "Wait a little.")) as base:
        asyncio.run(run(base))


def test_a_stream_that_breaks_is_taken_up_after_the_last_event_seen() -> None:
    asked: list[str] = []

    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        if not request.path.endswith("/events"):
            return good({**JOB, "status": "running"})
        asked.append(request.headers.get("Last-Event-ID", ""))
        text = event(1, "queued") + event(2, "running") if len(asked) == 1 else event(3, "succeeded")
        # More is promised than comes: the connection breaks.
        length = {"Content-Length": str(len(text) + (len(asked) == 1))}
        return 200, "text/event-stream", text, length

    async def run(base: str) -> list[str]:
        async with Client(base) as client:
            return [job.status async for job in client.follow(Job.model_validate(JOB))]

    with server(reply) as base:
        assert asyncio.run(run(base)) == ["queued", "running", "running", "succeeded"]
    assert asked == ["", "2"]


def test_the_key_is_sent_and_how_to_give_a_missing_one_is_explained() -> None:
    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        if request.headers.get("Authorization") == "Bearer secret":
            return good({"max_files": 3, "max_request_bytes": 10})
        return problem(401, "Send a valid API key.")

    async def run(base: str) -> None:
        async with Client(base, "secret") as client:
            assert (await client.limits()).max_files == 3
        async with Client(base) as client:
            with pytest.raises(RequestRefused, match="Give your key by --key or DOCINSIGHT_KEY"):
                await client.limits()

    with server(reply) as base:
        asyncio.run(run(base))
