"""Extracting a file's text in one call: what is given, what is refused, and that nothing of it is kept."""

import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from shared.errors import Corrupt
from shared.models.blocks import Block
from shared.models.page import Page
from shared.models.problem import Problem
from shared.store import document_pages, jobs
from shared.store.driver import Store
from tests.api.conftest import PDF, Until, begin, gateway, page

COUNTED = (b"di:rate:", b"di:swe", b"di:ended", b"di:turns:")
"""What counts requests, sweeps, ends and turns, of no document in particular."""
BOX = (0.0, 0.25, 1.0, 0.5)
HEADED = Page(
    1, 612, 792, "text", "Traffic\nFerries *ran*.", blocks=(Block("heading", 0, 7, BOX), Block("paragraph", 8, 22, BOX))
)


def keys(store: Store) -> list[bytes]:
    """What there is of documents."""
    return [key for key in store.client.keys("di:*") if not key.startswith(COUNTED)]


def put(http: httpx.Client, content: Any = PDF, filename: str = "a.pdf", **options: Any) -> httpx.Response:
    headers = {"X-Filename": filename, **options.pop("headers", {})}
    return http.put("/process", content=content, headers=headers, **options)


def job_of_the_only_document(store: Store) -> dict[str, str] | None:
    """The document that is being processed, as the worker finds it."""
    found = [key.decode() for key in store.client.scan_iter("di:doc:*") if store.client.type(key) == b"hash"]
    records = [store.client.hgetall(key) for key in found]
    for record in records:
        if b"job" in record:
            return {"id": record[b"job"].decode(), "document_id": record[b"id"].decode()}
    return None


@contextmanager
def processing(store: Store, until: Until, *arguments: Any, **options: Any) -> Iterator[tuple[Any, Future[Any]]]:
    """A request under way: its job, and the response to come."""
    with ThreadPoolExecutor(1) as executor:
        response = executor.submit(put, *arguments, **options)
        yield until(lambda: job_of_the_only_document(store) or (response.done() and {})), response


def finish(store: Store, job: dict[str, str], *pages: Page, problems: dict[int, Problem] | None = None) -> None:
    begin(store, job["document_id"], len(pages))
    for one in pages:
        store.run(document_pages.finish(job["document_id"], one, (problems or {}).get(one.number)))
    store.run(jobs.succeed_document(job["id"], index=b"index", warnings=[]))


def test_each_page_is_given_as_markdown_and_nothing_is_kept(http: httpx.Client, store: Store, until: Until) -> None:
    with processing(store, until, http, filename="annual%20report%C3%A9.pdf") as (job, response):
        kept = [key for key in keys(store) if key.startswith((b"di:doc:", b"di:job:", b"di:session:"))]
        assert len(kept) >= 5
        assert [key for key in kept if not 0 < store.client.ttl(key) <= 360] == []
        finish(store, job, HEADED, page(2))
        reply = response.result()
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    name = "annual reporté.pdf"
    assert reply.json() == [
        {"page_content": "## Traffic\n\nFerries \\*ran\\*.", "metadata": {"page": 1, "filename": name}},
        {"page_content": "hello world", "metadata": {"page": 2, "filename": name}},
    ]
    until(lambda: not keys(store))


def test_the_caller_chooses_plain_text_and_the_first_number(http: httpx.Client, store: Store, until: Until) -> None:
    params = {"format": "text", "first_page": "0"}
    with processing(store, until, http, params=params) as (job, response):
        finish(store, job, HEADED)
        (only,) = response.result().json()
    assert only == {"page_content": "Traffic\nFerries *ran*.", "metadata": {"page": 0, "filename": "a.pdf"}}


def test_a_page_that_could_not_be_read_says_so(http: httpx.Client, store: Store, until: Until) -> None:
    failed = Page(1, 612, 792, "failed", "")
    with processing(store, until, http) as (job, response):
        finish(store, job, failed, page(2), problems={1: Corrupt("The page is damaged.").problem()})
        first, second = response.result().json()
    assert first == {
        "page_content": "",
        "metadata": {"page": 1, "filename": "a.pdf", "error": "The page is damaged."},
    }
    assert second["page_content"] == "hello world"


def test_many_pages_come_in_their_order(http: httpx.Client, store: Store, until: Until) -> None:
    with processing(store, until, http) as (job, response):
        finish(store, job, *(page(number, f"hello world {number}") for number in range(1, 46)))
        reply = response.result()
    assert [one["page_content"] for one in reply.json()] == [f"hello world {number}" for number in range(1, 46)]


def test_a_document_that_cannot_be_read_is_the_problem_of_its_job(
    http: httpx.Client, store: Store, until: Until
) -> None:
    with processing(store, until, http) as (job, response):
        store.run(jobs.fail(job["id"], Corrupt().problem()))
        reply = response.result()
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/corrupt")
    assert reply.headers["Content-Type"] == "application/problem+json"
    until(lambda: not keys(store))


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (b"plain.pdf", "plain.pdf"),
        ("Überblick.pdf".encode(), "Überblick.pdf"),
        (b"%C3%9Cber%2Fblick.pdf", "blick.pdf"),
        (b"50%.pdf", "50%.pdf"),
        (b"", "unnamed"),
    ],
)
def test_the_name_may_be_percent_encoded_or_utf_8(
    http: httpx.Client, store: Store, until: Until, sent: bytes, name: str
) -> None:
    with processing(store, until, http, headers={"X-Filename": sent}) as (job, response):
        finish(store, job, page(1))
        assert response.result().json()[0]["metadata"]["filename"] == name


@pytest.mark.parametrize(
    ("content", "status", "problem"),
    [
        (b"", 422, "empty-file"),
        (b"\x7fELF\2\1\1" + bytes(57), 415, "unsupported-media-type"),
        (b"PK\x03\x04" + bytes(200), 415, "unsupported-media-type"),
    ],
)
def test_what_is_no_document_is_refused_by_its_content(
    http: httpx.Client, store: Store, content: bytes, status: int, problem: str
) -> None:
    reply = put(http, content, headers={"Content-Type": "application/pdf"})
    assert (reply.status_code, reply.json()["type"]) == (status, f"/problems/{problem}")
    assert not keys(store)


@pytest.mark.parametrize("params", [{"format": "html"}, {"first_page": "2"}])
def test_an_unknown_choice_is_refused(http: httpx.Client, store: Store, params: dict[str, str]) -> None:
    reply = put(http, params=params)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, next(iter(params)))
    assert not keys(store)


@pytest.fixture(scope="module")
def strict_base(redis_server: str) -> Iterator[str]:
    """A gateway that has little patience and takes one job at a time."""
    settings = {"max_file_bytes": 100_000, "process_seconds": 3, "body_seconds": 1, "max_unfinished": 1}
    with gateway(redis_server, **settings, process_format="text", process_first_page=0) as base:
        yield base


@pytest.fixture
def strict(strict_base: str, store: Store) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=strict_base, timeout=30) as client:
        yield client


def test_limits_apply_while_bytes_stream_in(strict: httpx.Client, store: Store) -> None:
    def endless() -> Iterator[bytes]:
        yield PDF
        for _ in range(30):
            yield bytes(10_000)

    for content in (PDF.ljust(100_001), endless()):
        reply = put(strict, content)
        assert (reply.status_code, reply.json()["type"]) == (413, "/problems/too-large")
    assert not keys(store)


def test_waiting_has_an_end(strict: httpx.Client, store: Store, until: Until) -> None:
    reply = put(strict)
    assert (reply.status_code, reply.json()["type"]) == (504, "/problems/not-read-in-time")
    assert "POST /upload" in reply.json()["detail"]
    until(lambda: not keys(store))


def test_settings_say_how_pages_are_given_and_turns_are_those_of_uploads(
    strict: httpx.Client, store: Store, until: Until
) -> None:
    with processing(store, until, strict) as (job, response):
        reply = put(strict, PDF + b"other")
        assert (reply.status_code, reply.json()["type"]) == (429, "/problems/rate-limited")
        assert int(reply.headers["Retry-After"]) > 0
        finish(store, job, HEADED)
        metadata = {"page": 0, "filename": "a.pdf"}
        assert response.result().json() == [{"page_content": HEADED.text, "metadata": metadata}]
    until(lambda: not keys(store))


def test_a_stalled_body_is_refused_and_nothing_is_kept(strict_base: str, store: Store, until: Until) -> None:
    with raw(strict_base, b"Content-Length: 9000\r\n\r\n" + PDF) as client:
        response = http.client.HTTPResponse(client)
        response.begin()
        assert response.status == 400
        assert "stalled" in json.loads(response.read())["detail"]
        until(lambda: not keys(store))


def raw(base: str, head: bytes) -> socket.socket:
    parts = urlsplit(base)
    client = socket.create_connection((parts.hostname or "", parts.port or 0))
    client.sendall(b"PUT /process HTTP/1.1\r\nHost: localhost\r\nX-Filename: a.pdf\r\n" + head)
    return client


def test_nothing_is_left_of_a_file_whose_client_hangs_up_while_it_sends(base: str, store: Store, until: Until) -> None:
    with raw(base, b"Content-Length: 9000000\r\n\r\n%PDF-1.7\n") as client:
        client.sendall(bytes(3_000_000))
        until(lambda: store.client.keys("di:staging:*"))
    until(lambda: not keys(store))


def test_nothing_is_left_of_a_file_whose_client_hangs_up_while_it_waits(base: str, store: Store, until: Until) -> None:
    with raw(base, b"Content-Length: %d\r\n\r\n" % len(PDF) + PDF):
        job = until(lambda: job_of_the_only_document(store))
        begin(store, job["document_id"])
    until(lambda: not keys(store))


def test_another_upload_of_the_same_file_is_still_read_when_the_first_reader_s_caller_has_gone(
    base: str, http: httpx.Client, store: Store, until: Until
) -> None:
    with raw(base, b"Content-Length: %d\r\n\r\n" % len(PDF) + PDF):
        first = until(lambda: job_of_the_only_document(store))
        (job,) = http.post("/upload", files={"files": ("b.pdf", PDF)}).json()["jobs"]
    until(lambda: not store.client.exists(f"di:doc:{first['document_id']}"))
    finish(store, job, page(1))
    assert http.get(f"/documents/{job['document_id']}/text").text == "hello world"


def test_a_gateway_that_stops_tells_who_waits(redis_url: str, store: Store, until: Until) -> None:
    with httpx.Client(timeout=30) as http, ThreadPoolExecutor(1) as executor:
        with gateway(redis_url) as base:
            waiting = executor.submit(http.put, f"{base}/process", content=PDF)
            until(lambda: job_of_the_only_document(store))
        reply = waiting.result()
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/unavailable")
    assert "Retry-After" in reply.headers
    assert not keys(store)
