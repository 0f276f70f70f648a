"""API keys and their spaces, limits, repeated requests."""

import base64
import contextlib
import hashlib
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from pydantic import ValidationError

from shared.settings import Settings
from shared.store import idempotency
from shared.store.driver import Store
from tests.api.conftest import PDF, Until, gateway, upload
from tests.api.test_jobs import ask


def sha(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@pytest.fixture(scope="module")
def locked(redis_server: str) -> Iterator[str]:
    """A gateway with keys, small limits, and webhooks."""
    settings = {
        "api_keys": f"{sha('alice')},{sha('bob').upper()},{sha('Zoë')}",
        "requests_per_minute": 30,
        "max_unfinished": 4,
        "webhook_secret": "whsec_" + base64.b64encode(bytes(32)).decode(),
        "cors_origins": "https://app.example.org",
    }
    with gateway(redis_server, **settings) as base:
        yield base


@pytest.mark.parametrize(
    "settings",
    [
        {"api_keys": ("a-key-itself",)},
        {"api_keys": ""},
        {"api_keys": " , "},
        {"api_keys": f"{sha('alice')},{sha('').upper()}"},
        {"api_keys": sha("alice")[1:]},
        {"webhook_secret": "whsec_short"},
        {"webhook_secret": "no base64!"},
    ],
)
def test_a_setting_that_could_not_work_is_refused_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**settings)


def client(base: str, key: str | None) -> httpx.Client:
    return httpx.Client(base_url=base, timeout=30, headers={"Authorization": f"Bearer {key}"} if key else {})


def test_a_key_is_taken_by_either_header_and_as_the_bytes_that_are_sent(locked: str, store: Store) -> None:
    with httpx.Client(base_url=locked) as http:
        assert http.get("/limits", headers={"X-Api-Key": "alice"}).status_code == 200
        assert http.get("/limits", headers={"X-Api-Key": "mallory"}).status_code == 401
        # A proxy's own credentials beside it.
        both = {"Authorization": "Basic YWxpY2U6", "X-Api-Key": "alice"}
        assert http.get("/limits", headers=both).status_code == 200
        for name in ("Authorization", "X-Api-Key"):
            sent = "Bearer Zoë" if name == "Authorization" else "Zoë"
            assert http.get("/limits", headers={name: sent.encode()}).status_code == 200
        upload_headers = {"X-Api-Key": "alice"}
        job = http.post("/upload", files={"files": ("a.pdf", PDF)}, headers=upload_headers).json()["jobs"][0]
    with client(locked, "alice") as alice:
        assert alice.get(f"/jobs/{job['id']}").status_code == 200


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic YWxpY2U6", "alice"])
def test_without_a_valid_key_only_health_and_the_page_are_open(locked: str, store: Store, header: str | None) -> None:
    with httpx.Client(base_url=locked, headers={"Authorization": header} if header else {}) as http:
        for path in (
            "/jobs/x",
            "/jobs?session_id=s",
            "/sessions/s",
            "/documents/x",
            "/limits",
            "/metrics",
            "/webhooks",
        ):
            reply = http.get(path)
            assert (reply.status_code, reply.json()["type"]) == (401, "/problems/unauthorized"), path
            assert reply.headers["WWW-Authenticate"] == "Bearer"
        assert http.post("/upload", files={"files": ("a.pdf", PDF)}).status_code == 401
        assert http.post("/ask", json={"question": "Who?", "session_id": "s"}).status_code == 401
        for path in ("/", "/health", "/health/live", "/docs", "/openapi.json"):
            assert http.get(path).status_code == 200, path


def test_spaces_of_different_keys_never_meet(locked: str, store: Store) -> None:
    with client(locked, "alice") as alice, client(locked, "bob") as bob:
        (mine,) = upload(alice, session="same")
        (theirs,) = upload(bob, session="same")
        # The same content, too, is read for each of them.
        assert store.client.zcard("di:queued:documents") == 2
        assert [one["id"] for one in bob.get("/sessions/same").json()["documents"]] == [theirs["document_id"]]
        for path in (f"/jobs/{mine['id']}", f"/jobs/{mine['id']}/events", f"/documents/{mine['document_id']}"):
            reply = bob.get(path)
            assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")
        for path in ("text", "file", "pages/1", "pages/1/image"):
            assert bob.get(f"/documents/{mine['document_id']}/{path}").status_code == 404
        assert bob.post(f"/jobs/{mine['id']}/cancel").status_code == 404
        assert bob.delete(f"/documents/{mine['document_id']}").status_code == 404
        question = {"question": "Who?", "session_id": "same", "document_ids": [mine["document_id"]]}
        assert bob.post("/ask", json=question).status_code == 404
        assert bob.delete("/sessions/same").status_code == 204
        assert alice.get(f"/jobs/{mine['id']}").json()["status"] == "queued"


def test_no_key_is_kept_in_the_store(locked: str, store: Store) -> None:
    with client(locked, "alice") as http:
        upload(http, headers={"Idempotency-Key": "alice"})
    stored = b" ".join(store.client.keys("*"))
    assert b"alice" not in stored
    assert sha("alice").encode() not in stored


def test_requests_over_the_rate_wait_and_others_are_not_held_up(locked: str, store: Store) -> None:
    with client(locked, "alice") as alice, client(locked, "bob") as bob:
        left = []
        while True:
            reply = alice.post("/ask", json={"question": "Who?", "session_id": "nobody"})
            if reply.status_code == 429:
                break
            assert reply.status_code == 404
            left.append(int(reply.headers["RateLimit"].partition("r=")[2].partition(";")[0]))
            assert len(left) <= 40
        assert left[:3] == [29, 28, 27]
        assert len(left) >= 30
        assert reply.json()["type"] == "/problems/rate-limited"
        assert 1 <= int(reply.headers["Retry-After"]) <= 3
        assert reply.headers["RateLimit-Policy"] == '"requests";q=30;w=60, "unfinished";q=4'
        assert bob.post("/ask", json={"question": "Who?", "session_id": "nobody"}).status_code == 404
        assert alice.get("/sessions/nobody").status_code == 404


def test_jobs_over_the_queue_limit_wait_until_some_have_ended(locked: str, store: Store) -> None:
    with client(locked, "alice") as alice, client(locked, "bob") as bob:
        made = upload(alice, *(PDF + bytes([65 + i]) for i in range(4)))
        reply = alice.post("/upload", files={"files": ("a.pdf", PDF)})
        assert (reply.status_code, reply.json()["type"]) == (429, "/problems/rate-limited")
        assert "Retry-After" in reply.headers
        assert '"unfinished";r=0' in reply.headers["RateLimit"]
        assert len(upload(bob)) == 1
        alice.post(f"/jobs/{made[0]['id']}/cancel")
        assert len(upload(alice)) == 1


def test_stalled_uploads_of_one_key_are_bounded_and_others_go_on(redis_url: str, until: Until) -> None:
    keys = ",".join(map(sha, ("alice", "bob")))
    head = (
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer alice\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n"
    )
    with gateway(redis_url, api_keys=keys, max_uploads=2) as base, contextlib.ExitStack() as stalled:
        address = (httpx.URL(base).host, httpx.URL(base).port or 80)
        with client(base, "alice") as alice, client(base, "bob") as bob:

            def status() -> int:
                return alice.post("/upload", files={"files": ("a.pdf", PDF)}).status_code

            def refused_after_one_more() -> bool:
                # Of those that come while an upload is under way some are refused themselves.
                stalled.enter_context(socket.create_connection(address)).sendall(head.encode())
                return status() == 429

            until(refused_after_one_more)
            assert len(upload(bob)) == 1
            stalled.close()
            until(lambda: status() == 202)


def test_more_files_than_jobs_are_left_are_refused_together(locked: str, store: Store) -> None:
    with client(locked, "alice") as alice:
        files = [("files", (f"{number}.pdf", PDF + bytes([65 + number]))) for number in range(5)]
        reply = alice.post("/upload", files=files, headers={"X-Session-ID": "five"})
        assert (reply.status_code, reply.json()["type"]) == (429, "/problems/rate-limited")
        assert alice.get("/sessions/five").status_code == 404
        assert not store.client.keys("di:staging:*")


def test_only_configured_origins_may_call_from_a_browser(locked: str, http: httpx.Client) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "X-Session-ID"}
    with client(locked, None) as other:
        reply = other.options("/upload", headers={"Origin": "https://app.example.org", **preflight})
        assert reply.headers["Access-Control-Allow-Origin"] == "https://app.example.org"
        reply = other.options("/upload", headers={"Origin": "https://evil.example.org", **preflight})
        assert "Access-Control-Allow-Origin" not in reply.headers
    reply = http.options("/upload", headers={"Origin": "https://app.example.org", **preflight})
    assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "example.org/hook", "http://", "https://u:p@example.org/", "x" * 2001]
)
def test_a_callback_that_cannot_be_called_is_refused(locked: str, store: Store, url: str) -> None:
    with client(locked, "alice") as http:
        reply = http.post("/upload", files={"files": ("a.pdf", PDF)}, data={"callback_url": url})
        assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "callback_url")
        assert upload(http, data={"callback_url": "https://example.org/hook?x=1"})


def test_a_repeated_upload_is_done_once(http: httpx.Client, store: Store) -> None:
    files = [("files", ("a.pdf", PDF)), ("files", ("b.pdf", PDF + b"b"))]
    key = {"Idempotency-Key": "k"}
    first = http.post("/upload", files=files, headers=key)
    again = http.post("/upload", files=files, headers=key)
    assert "Idempotency-Replayed" not in first.headers
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert again.json()["session_id"] == first.json()["session_id"]
    assert [job["id"] for job in again.json()["jobs"]] == [job["id"] for job in first.json()["jobs"]]
    assert len(store.client.keys("di:doc:*:file")) == 2
    assert not store.client.keys("di:staging:*")


@pytest.mark.parametrize(
    "change",
    [
        {"files": [("files", ("a.pdf", PDF + b"x"))]},
        {"files": [("files", ("b.pdf", PDF))]},
        {"data": {"ocr": "off"}},
        {"data": {"password": "other"}},
        {"headers": {"X-Session-ID": "s"}},
    ],
)
def test_a_key_used_again_for_something_else_is_refused(http: httpx.Client, change: dict[str, dict[str, str]]) -> None:
    request = {"files": [("files", ("a.pdf", PDF))], "data": {"password": "p"}, "headers": {}}
    assert http.post("/upload", **{**request, "headers": {"Idempotency-Key": "k"}}).status_code == 202  # type: ignore[arg-type]
    changed = {**request, **change}
    changed["headers"] = {"Idempotency-Key": "k", **changed["headers"]}
    reply = http.post("/upload", **changed)  # type: ignore[arg-type]
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_repeated_question_is_asked_once(http: httpx.Client, store: Store) -> None:
    upload(http)
    first, again = (ask(http, headers={"Idempotency-Key": "q"}) for _ in range(2))
    assert first["id"] == again["id"]
    assert len(http.get("/jobs?session_id=s").json()["jobs"]) == 2
    reply = http.post("/ask", json={"question": "When?", "session_id": "s"}, headers={"Idempotency-Key": "q"})
    assert reply.status_code == 422


def test_a_request_whose_first_is_under_way_is_a_conflict(http: httpx.Client, store: Store) -> None:
    claim = idempotency.new_claim("public", "k")
    assert store.run(idempotency.claim(claim)) is True
    reply = http.post("/upload", files={"files": ("a.pdf", PDF)}, headers={"Idempotency-Key": "k"})
    assert (reply.status_code, reply.json()["type"], reply.headers["Retry-After"]) == (409, "/problems/conflict", "2")
    store.run(idempotency.release(claim))
    assert upload(http, headers={"Idempotency-Key": "k"})


def test_of_many_at_once_one_does_the_work(http: httpx.Client, store: Store) -> None:
    replies: list[httpx.Response] = []

    def send() -> None:
        files = {"files": ("a.pdf", PDF + bytes(2_000_000))}
        replies.append(http.post("/upload", files=files, headers={"Idempotency-Key": "k"}))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status_code for reply in replies} <= {202, 409}
    assert len({reply.json()["jobs"][0]["id"] for reply in replies if reply.status_code == 202}) == 1
    assert len(store.client.keys("di:doc:*:file")) == 1


def test_a_request_that_came_to_nothing_does_not_use_its_key_up(http: httpx.Client, store: Store) -> None:
    key = {"Idempotency-Key": "k"}
    assert http.post("/upload", files={"files": ("a.pdf", b"")}, headers=key).status_code == 422
    assert http.post("/ask", json={"question": "Who?", "session_id": "s"}, headers=key).status_code == 404
    assert upload(http, headers=key)
