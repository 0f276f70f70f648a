"""Documents and sessions: reading them, and that nothing is left of what is deleted."""

import socket
from typing import Any

import httpx
import pytest

from shared.errors import Corrupt, PageTimeout
from shared.models.page import Page
from shared.store import document_pages, documents, images, jobs, ledger
from shared.store.driver import Store
from tests.api.conftest import PDF, Until, begin, gateway, page, read, upload
from tests.api.test_jobs import answers, ask, in_background, waiting

SECRET = "xylophone"
BOUNDS = images.Bounds(1 << 20, 1 << 20, 0.8)


@pytest.fixture
def job(http: httpx.Client, store: Store) -> dict[str, Any]:
    """The job of a document that was read."""
    (made,) = upload(http)
    read(store, made)
    return made


def test_a_document_comes_with_its_pages(http: httpx.Client, job: dict[str, Any]) -> None:
    document = http.get(f"/documents/{job['document_id']}").json()
    assert (document["filename"], document["media_type"], document["bytes"]) == ("0.pdf", "application/pdf", len(PDF))
    assert (document["page_count"], document["characters"], len(document["sha256"])) == (2, 22, 64)
    assert document["pages"][0] == {
        "number": 1,
        "width": 612.0,
        "height": 792.0,
        "source": "mixed",
        "words": 2,
        "mean_confidence": 0.5,
        "error": None,
    }


def test_warnings_that_were_stored_as_text_are_read_as_objects(
    http: httpx.Client, store: Store, job: dict[str, Any]
) -> None:
    record = f"di:doc:{job['document_id']}"
    store.client.hset(record, "warnings", '["2 page(s) could not be read."]')
    store.client.hdel(record, "warning_records")
    assert http.get(f"/documents/{job['document_id']}").json()["warnings"] == [
        {"code": "other", "message": "2 page(s) could not be read.", "pages": []}
    ]


def test_text_comes_page_by_page_and_words_with_their_places(http: httpx.Client, job: dict[str, Any]) -> None:
    text = http.get(f"/documents/{job['document_id']}/text")
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.text == "hello world\fhello world"
    body = http.get(f"/documents/{job['document_id']}/pages/2").json()
    assert (body["number"], body["text"], body["source"]) == (2, "hello world", "mixed")
    assert body["words"] == [
        {"text": "hello", "box": [0.25, 0.5, 0.5, 0.75], "start": 0, "confidence": None, "source": "text"},
        {"text": "world", "box": [0.25, 0.5, 0.5, 0.75], "start": 6, "confidence": 0.5, "source": "ocr"},
    ]


def test_long_texts_come_whole_and_in_order(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    begin(store, job["document_id"], 120)
    for number in reversed(range(1, 121)):
        store.run(document_pages.finish(job["document_id"], page(number, f"page {number} text")))
    store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))
    pages = http.get(f"/documents/{job['document_id']}/text").text.split("\f")
    assert pages == [f"page {number} text" for number in range(1, 121)]


def test_a_page_that_could_not_be_read_says_so_and_leaves_its_place(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    begin(store, job["document_id"], 2)
    store.run(document_pages.finish(job["document_id"], Page(1, 612, 792, "failed", ""), PageTimeout().problem()))
    store.run(document_pages.finish(job["document_id"], page(2)))
    store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))
    first = http.get(f"/documents/{job['document_id']}").json()["pages"][0]
    assert (first["source"], first["error"]["type"]) == ("failed", "/problems/page-timeout")
    assert http.get(f"/documents/{job['document_id']}/text").text == "\fhello world"


def test_text_that_is_not_there_yet_is_a_conflict(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    for path in ("text", "pages/1", "markdown", "tables", "tables/1"):
        reply = http.get(f"/documents/{job['document_id']}/{path}")
        assert (reply.status_code, reply.json()["type"]) == (409, "/problems/conflict")
        assert "Retry-After" in reply.headers
    store.run(jobs.fail(job["id"], Corrupt().problem()))
    reply = http.get(f"/documents/{job['document_id']}/text")
    assert reply.status_code == 409
    assert "Retry-After" not in reply.headers
    assert http.get(f"/jobs/{job['id']}").json()["error"]["type"] == "/problems/corrupt"


@pytest.mark.parametrize("suffix", [":file", ":pages", ":summaries", "%3Afile", "%0A", "x", "%C3%A9"])
def test_an_id_is_24_hex_digits_and_anything_else_is_not_found(http: httpx.Client, suffix: str) -> None:
    """A colon would make another key's name of it."""
    (job,) = upload(http)
    document = job["document_id"]
    for path in (
        f"/documents/{document}{suffix}",
        f"/documents/{document}{suffix}/file",
        f"/documents/{document}{suffix}/pages/1",
        f"/documents/{document}{suffix}/pages/1/image",
        f"/jobs/{job['id']}{suffix}",
        f"/jobs/{job['id']}{suffix}/events",
    ):
        reply = http.get(httpx.URL(http.base_url, raw_path=path.encode()))
        assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found"), path
    body = {"question": "Who?", "session_id": "s", "document_ids": [f"{document}{suffix}"]}
    assert http.post("/ask", json=body).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/text", "/markdown", "/tables", "/tables/1", "/file", "/pages/1", "/pages/1/image"]
)
def test_what_is_unknown_is_not_found(http: httpx.Client, path: str) -> None:
    reply = http.get(f"/documents/unknown{path}")
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")


def test_a_page_past_the_last_is_not_found(http: httpx.Client, job: dict[str, Any]) -> None:
    assert http.get(f"/documents/{job['document_id']}/pages/3").status_code == 404
    assert http.get(f"/documents/{job['document_id']}/pages/3/image").status_code == 404
    assert http.get(f"/documents/{job['document_id']}/pages/0").status_code == 422


def test_a_file_comes_back_as_an_attachment_under_its_name(http: httpx.Client) -> None:
    body = "# Grüße".encode()
    made = http.post("/upload", files={"files": ("../Grüße.md", body)}).json()["jobs"][0]
    reply = http.get(f"/documents/{made['document_id']}/file")
    assert reply.content == body
    assert reply.headers["Content-Type"] == "text/markdown; charset=utf-8"
    disposition = "attachment; filename=\"Gr__e.md\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.md"
    assert reply.headers["Content-Disposition"] == disposition
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    head = http.head(f"/documents/{made['document_id']}/file")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(body)))


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [("*/*", {}, "png"), ("image/webp,*/*", {}, "webp"), ("image/webp", {"format": "jpeg"}, "jpeg")],
)
def test_an_image_is_rendered_when_it_is_requested(
    http: httpx.Client, store: Store, job: dict[str, Any], until: Until, accept: str, query: Any, kind: str
) -> None:
    path = f"/documents/{job['document_id']}/pages/2/image"
    answer = in_background(lambda: http.get(path, params={"width": 300, **query}, headers={"Accept": accept}))
    name = images.field(2, 300, kind)
    until(lambda: store.client.exists(f"di:work:render:{job['document_id']}:{name}"))
    assert store.run(ledger.begin(f"render:{job['document_id']}:{name}", "w")) is not None
    store.run(images.keep(job["document_id"], name, b"the image", BOUNDS))
    reply = answer()
    assert (reply.status_code, reply.content, reply.headers["Content-Type"]) == (200, b"the image", f"image/{kind}")


def test_an_image_that_cannot_be_rendered_says_why(http: httpx.Client, store: Store, job: dict[str, Any]) -> None:
    store.run(images.fail(job["document_id"], images.field(1, 1200, "png"), PageTimeout().problem(), BOUNDS))
    reply = http.get(f"/documents/{job['document_id']}/pages/1/image")
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/page-timeout")
    assert reply.json()["request_id"] == reply.headers["X-Request-ID"]
    other = http.get(f"/documents/{job['document_id']}/pages/1/image", params={"width": 200, "format": "webp"})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/page-timeout")


def test_an_image_that_is_late_can_be_requested_again(redis_url: str, store: Store) -> None:
    with gateway(redis_url, image_seconds=0.2) as base, httpx.Client(base_url=base) as http:
        (made,) = upload(http)
        read(store, made)
        reply = http.get(f"/documents/{made['document_id']}/pages/1/image", params={"width": 2400})
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
        assert http.get(f"/documents/{made['document_id']}/pages/1/image?width=2401").status_code == 422


def test_an_image_whose_client_has_gone_is_not_rendered(
    base: str, http: httpx.Client, store: Store, job: dict[str, Any], until: Until
) -> None:
    task = f"render:{job['document_id']}:1:400:png"

    def wanted_for() -> float:
        return float(store.client.hget(f"di:work:{task}", "wanted_until") or 0) - store.client.time()[0]

    with socket.create_connection((httpx.URL(base).host, httpx.URL(base).port or 0)) as client:
        path = f"/documents/{job['document_id']}/pages/1/image?width=399&format=png"
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: wanted_for() > 0)
    until(lambda: wanted_for() < 0)
    assert store.run(ledger.begin(task, "w")) is None


def test_images_count_against_the_limits_of_their_key(redis_url: str, store: Store) -> None:
    limits = {"image_seconds": 0.1, "max_images": 1, "requests_per_minute": 4}
    with gateway(redis_url, **limits) as base, httpx.Client(base_url=base) as http:
        (made,) = upload(http)
        read(store, made)
        path = f"/documents/{made['document_id']}/pages/1/image"
        said = [http.get(path, params={"width": width}) for width in (100, 200, 200, 200)]
        assert [one.status_code for one in said] == [503, 429, 429, 429]
        assert "Too many images" in said[1].json()["detail"]
        assert "in a minute" in said[3].json()["detail"]
        assert all(int(one.headers["Retry-After"]) > 0 for one in said)
        store.run(images.keep(made["document_id"], images.field(1, 300, "png"), b"kept", BOUNDS))
        assert http.get(path, params={"width": 300}).content == b"kept", "what is there is given at once"


def holding(store: Store, *needles: str) -> list[bytes]:
    """Every key whose name or content holds one of these."""
    found = []
    for key in store.client.keys("*"):
        kind = store.client.type(key)
        body = {
            b"string": lambda k: [store.client.get(k)],
            b"hash": lambda k: [part for pair in store.client.hgetall(k).items() for part in pair],
            b"set": store.client.smembers,
            b"zset": lambda k: store.client.zrange(k, 0, -1),
            b"list": lambda k: store.client.lrange(k, 0, -1),
        }[kind](key)
        content = b"\0".join([key, *body])
        # A page is packed.
        content += b"".join(Page.unpack(one).text.encode() for one in body if one[:2] == b"x\x01")
        if any(needle.encode() in content for needle in needles):
            found.append(key)
    # A message that is still in its queue names its work, and finds nothing to do.
    return [key for key in found if key.split(b":")[0] not in (b"documents", b"questions", b"ocr", b"webhooks")]


def test_nothing_is_left_of_a_deleted_document_and_its_answers(http: httpx.Client, store: Store) -> None:
    job, other = upload(http, PDF + SECRET.encode(), PDF)
    begin(store, job["document_id"], 1)
    store.run(document_pages.finish(job["document_id"], page(1, f"{SECRET} world")))
    store.run(jobs.succeed_document(job["id"], index=SECRET.encode(), warnings=[]))
    read(store, other)
    about_it, about_other = ask(http), ask(http)
    for question, cited in ((about_it, job), (about_other, other)):
        store.run(ledger.begin(f"ask:{question['id']}", "w"))
        store.run(jobs.succeed(question["id"], result=answers(cited["document_id"])))
    store.run(images.keep(job["document_id"], images.field(1, 100, "png"), SECRET.encode(), BOUNDS))
    assert holding(store, SECRET)

    assert http.delete(f"/documents/{job['document_id']}").status_code == 204
    assert holding(store, SECRET, job["document_id"], job["id"], about_it["id"]) == [
        f"di:job:{about_other['id']}".encode()
    ]
    for gone in (f"/documents/{job['document_id']}", f"/jobs/{job['id']}", f"/jobs/{about_it['id']}"):
        assert http.get(gone).status_code == 404
    assert http.get(f"/jobs/{about_other['id']}").json()["status"] == "succeeded"
    assert http.delete(f"/documents/{job['document_id']}").status_code == 404


def test_nothing_is_left_of_a_deleted_session_and_others_stay(http: httpx.Client, store: Store, until: Until) -> None:
    (job,) = upload(http, PDF + SECRET.encode(), session="mine", data={"password": SECRET})
    (kept,) = upload(http, session="other")
    question = ask(http, "mine")
    waits = in_background(lambda: http.get(f"/jobs/{question['id']}", params={"wait": 20}))
    until(lambda: waiting(http) == 1)
    assert http.delete("/sessions/mine").status_code == 204
    assert waits().status_code == 404
    assert holding(store, SECRET, "mine", job["document_id"], job["id"], question["id"]) == []
    assert http.get("/sessions/mine").status_code == 404
    assert http.get(f"/jobs/{kept['id']}").status_code == 200
    assert http.delete("/sessions/mine").status_code == 404


def test_the_same_content_is_read_once(http: httpx.Client, store: Store) -> None:
    first, second = upload(http, PDF, PDF)
    (third,) = upload(http, PDF, session="elsewhere")
    assert store.client.zrange("di:queued:documents", 0, -1) == [f"open:{first['document_id']}".encode()]
    read(store, first)
    (fourth,) = upload(http, PDF)
    for job in (second, third, fourth):
        ended = http.get(f"/jobs/{job['id']}").json()
        assert (ended["status"], ended["result"]["characters"]) == ("succeeded", 22)
        assert ended["progress"] == {"done": 2, "failed": 0, "total": 2, "unit": "pages"}
        assert http.get(f"/documents/{job['document_id']}/text").text == "hello world\fhello world"
        assert store.run(documents.index(job["document_id"])) == b"index"
    assert http.delete(f"/documents/{first['document_id']}").status_code == 204
    assert http.get(f"/documents/{third['document_id']}/file").content == PDF
    assert http.get(f"/documents/{third['document_id']}/pages/1").json()["text"] == "hello world"


def test_what_is_to_be_read_otherwise_is_read_again(http: httpx.Client, store: Store) -> None:
    upload(http)
    upload(http, data={"ocr": "force"})
    upload(http, data={"languages": "de"})
    upload(http, data={"password": "x"})
    upload(http, data={"password": "x"})
    assert store.client.zcard("di:queued:documents") == 5


@pytest.mark.parametrize("end", ["cancel", "delete", "fail"])
def test_when_a_reading_comes_to_nothing_the_next_of_its_content_is_read(
    http: httpx.Client, store: Store, end: str
) -> None:
    first, second, third = upload(http, PDF, PDF, PDF)
    question = ask(http, body={"document_ids": [third["document_id"]]})
    if end == "cancel":
        http.post(f"/jobs/{first['id']}/cancel")
    elif end == "delete":
        http.delete(f"/documents/{first['document_id']}")
    else:
        store.run(jobs.fail(first["id"], Corrupt().problem()))
    assert store.client.zrange("di:queued:documents", 0, -1) == [f"open:{second['document_id']}".encode()]
    read(store, second)
    assert http.get(f"/jobs/{third['id']}").json()["status"] == "succeeded"
    assert store.client.zrange("di:queued:questions", 0, -1) == [f"ask:{question['id']}".encode()]
