"""Uploading: what is taken, what is refused, and that nothing is left of what was refused."""

import http.client
import json
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from shared.store import presence
from shared.store.driver import Store
from tests.api.conftest import PDF, Until, gateway, upload

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def keys(store: Store) -> list[bytes]:
    """All of our keys but those that count requests. Messages of the test before may still be on their way."""
    return [key for key in store.client.keys("di:*") if not key.startswith((b"di:rate:", b"di:swe"))]


def test_files_become_jobs_in_their_order(http: httpx.Client, store: Store) -> None:
    files = [("files", (name, PDF + name.encode())) for name in ("b.pdf", "a.pdf", "c.pdf")]
    reply = http.post("/upload", files=files, headers={"X-Session-ID": "d1", "X-Request-ID": "req-1"})
    assert reply.status_code == 202
    jobs = reply.json()["jobs"]
    assert [job["queue_position"] for job in jobs] == [1, 2, 3]
    assert {job["status"] for job in jobs} == {"queued"}
    assert reply.headers["X-Session-ID"] == reply.json()["session_id"] == "d1"
    assert reply.headers["X-Request-ID"] == "req-1"
    assert reply.headers["Location"] == f"/jobs/{jobs[0]['id']}" == jobs[0]["links"]["self"]
    assert int(reply.headers["Retry-After"]) >= 1
    listed = http.get("/sessions/d1").json()["documents"]
    assert [one["filename"] for one in listed] == ["b.pdf", "a.pdf", "c.pdf"]
    assert [one["id"] for one in listed] == [job["document_id"] for job in jobs]
    assert jobs[0]["created_at"].endswith("Z")
    assert all(store.client.ttl(key) > 0 for key in keys(store))


def test_an_upload_without_a_session_gets_one_that_nobody_guesses(http: httpx.Client) -> None:
    names = {http.post("/upload", files={"files": ("a.pdf", PDF)}).headers["X-Session-ID"] for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) >= 20 for name in names)


def test_bytes_arrive_as_they_were_sent_and_fields_may_follow_files(http: httpx.Client) -> None:
    body = PDF + bytes(range(256)) * 20_000
    files = [("files", ("big.pdf", body)), ("ocr", (None, "force")), ("languages", (None, "en, DE"))]
    job = http.post("/upload", files=files).json()["jobs"][0]
    reply = http.get(f"/documents/{job['document_id']}/file")
    assert reply.content == body
    assert reply.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("filename*=utf-8'en'a%20b.pdf", "a b.pdf"),
        ("filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("filename*=UTF-8''%00%0Ax.pdf", "x.pdf"),
        # Where both are sent, the plain one is what RFC 7578 allows.
        ("filename=\"plain.pdf\"; filename*=UTF-8''other.pdf", "plain.pdf"),
    ],
)
def test_a_name_in_the_extended_form_alone_is_a_name(http: httpx.Client, disposition: str, name: str) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="files"; {disposition}\r\n\r\n'.encode()
    body = head + PDF + b"\r\n--x--\r\n"
    reply = http.post("/upload", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert reply.status_code == 202, reply.text
    assert http.get(f"/documents/{reply.json()['jobs'][0]['document_id']}").json()["filename"] == name


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_an_upload_may_trickle_in(http: httpx.Client, chunk: int) -> None:
    boundary = "x-y"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'.encode()
    body = head + PDF + b"\r\n--x-y-\r\n" + f"\r\n--{boundary}--\r\n".encode()
    pieces = (body[i : i + chunk] for i in range(0, len(body), chunk))
    reply = http.post("/upload", content=pieces, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert reply.status_code == 202
    document = reply.json()["jobs"][0]["document_id"]
    assert http.get(f"/documents/{document}/file").content == PDF + b"\r\n--x-y-\r\n"


def test_one_bad_file_rejects_all_and_every_bad_one_is_named(http: httpx.Client, store: Store) -> None:
    files = [
        ("files", ("good.pdf", PDF * 50_000)),
        ("files", ("empty.pdf", b"")),
        ("files", ("fine.png", PNG)),
        ("files", ("archive.pdf", b"PK\x03\x04" + bytes(100))),
    ]
    reply = http.post("/upload", files=files)
    problem = reply.json()
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert (reply.status_code, problem["type"]) == (422, "/problems/empty-file")
    assert [(one["filename"], one["type"]) for one in problem["files"]] == [
        ("empty.pdf", "/problems/empty-file"),
        ("archive.pdf", "/problems/unsupported-media-type"),
    ]
    assert keys(store) == []


@pytest.mark.parametrize(
    ("files", "data", "status", "field"),
    [
        ([], {"ocr": "auto"}, 422, "files"),
        ([("documents", ("a.pdf", PDF))], {}, 422, "files"),
        ([("files", ("", b""))], {}, 422, "files"),
        ([("files", ("a.pdf", PDF))], {"ocr": "always"}, 422, "ocr"),
        ([("files", ("a.pdf", PDF))], {"languages": "english please"}, 422, "languages"),
        ([("files", ("a.pdf", PDF))], {"callback_url": "https://example.org/hook"}, 422, "callback_url"),
    ],
)
def test_errors_of_a_form_name_their_fields(
    http: httpx.Client, store: Store, files: Any, data: dict[str, str], status: int, field: str
) -> None:
    parts = [(name, (None, value)) for name, value in data.items()]
    reply = http.post("/upload", files=[*files, *parts])
    assert reply.status_code == status, reply.text
    assert reply.json()["errors"][0]["field"] == field
    assert keys(store) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nabc',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: attachment\r\n\r\na\r\n--x--\r\n"),
    ],
)
def test_a_malformed_body_is_a_bad_request(http: httpx.Client, store: Store, content_type: str, body: bytes) -> None:
    reply = http.post("/upload", content=body, headers={"Content-Type": content_type})
    assert reply.status_code == 400, reply.text
    assert reply.json()["type"] == "/problems/malformed-request"
    assert keys(store) == []


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 129, "a/b", "a:b"])
def test_a_bad_session_name_is_refused(http: httpx.Client, name: str) -> None:
    reply = http.post("/upload", files={"files": ("a.pdf", PDF)}, headers={"X-Session-ID": name.encode()})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "X-Session-ID"


def test_limits_apply_while_bytes_stream_in(redis_url: str, store: Store) -> None:
    settings = {"max_file_bytes": 100_000, "max_request_bytes": 250_000, "max_files": 3}
    with gateway(redis_url, **settings) as base, httpx.Client(base_url=base) as http:
        limits = http.get("/limits").json()
        assert {name: limits[name] for name in settings} == settings
        big = PDF.ljust(100_001, b" ")
        reply = http.post("/upload", files=[("files", ("big.pdf", big)), ("files", ("a.pdf", PDF))])
        assert (reply.status_code, reply.json()["files"][0]["filename"]) == (413, "big.pdf")
        assert http.post("/upload", files=[("files", ("a.pdf", big[:-1]))]).status_code == 202
        reply = http.post("/upload", files=[("files", ("a.pdf", PDF + bytes([i]))) for i in range(4)])
        assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "files")

        # Without a length the limit is met on the way.
        def endless() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
            for _ in range(30):
                yield bytes(10_000)

        reply = http.post("/upload", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert (reply.status_code, reply.json()["type"]) == (413, "/problems/too-large")
        assert not store.client.keys("di:staging:*")


def test_nothing_is_left_of_an_upload_whose_client_hangs_up(base: str, store: Store, until: Until) -> None:
    parts = urlsplit(base)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as client:
        client.sendall(
            b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        )
        client.sendall(bytes(3_000_000))
        until(lambda: store.client.keys("di:staging:*"))
    until(lambda: not store.client.keys("di:staging:*"))


def test_a_language_that_no_living_worker_reads_is_refused(http: httpx.Client, store: Store) -> None:
    german = [("files", ("a.pdf", PDF)), ("languages", (None, "en,de"))]
    assert http.post("/upload", files=german).status_code == 202
    store.run(presence.announce(presence.Presence("w", ("ocr",), 1, "0", languages=("en", "fr"))))
    reply = http.post("/upload", files=german)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "languages")
    store.run(presence.announce(presence.Presence("v", ("ocr",), 1, "0", languages=("de",))))
    assert http.post("/upload", files=german).status_code == 202


def test_a_store_that_is_nearly_full_takes_no_more(redis_url: str, store: Store) -> None:
    used = store.client.info("memory")["used_memory"]
    store.client.config_set("maxmemory", used + 50_000_000)
    try:
        with gateway(redis_url, store_fill_limit=0.9) as base, httpx.Client(base_url=base) as http:
            assert http.post("/upload", files={"files": ("a.pdf", PDF)}).status_code == 202
            reply = http.post("/upload", files={"files": ("a.pdf", PDF.ljust(60_000_000, b" "))})
            assert (reply.status_code, reply.json()["type"]) == (503, "/problems/store-full")
            assert int(reply.headers["Retry-After"]) > 0
            assert not store.client.keys("di:staging:*")
    finally:
        store.client.config_set("maxmemory", 0)


def test_a_refusal_is_heard_while_the_rest_is_still_being_sent(base: str, store: Store) -> None:
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0)
    boundary = "x"
    connection.putrequest("POST", "/upload")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={boundary}")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    reply = connection.getresponse()
    assert (reply.status, json.loads(reply.read())["type"]) == (413, "/problems/too-large")
    connection.close()


def test_many_uploads_at_once_all_arrive(http: httpx.Client, store: Store) -> None:
    replies: list[int] = []

    def send(number: int) -> None:
        body = PDF + bytes([number]) * 200_000
        job = upload(http, body, session=f"many-{number}")[0]
        replies.append(http.get(f"/documents/{job['document_id']}/file").content == body)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [True] * 20
