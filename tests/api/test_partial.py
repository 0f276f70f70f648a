"""HTTP as browsers and tools expect it: conditional requests, ranges, compression, HEAD."""

import gzip
from typing import Any

import httpx
import pytest

from shared.store import images
from shared.store.driver import Store
from tests.api.conftest import PDF, read, upload
from tests.api.test_documents import BOUNDS

BODY = PDF + bytes(range(256)) * 8000
IDENTITY = {"Accept-Encoding": "identity"}


@pytest.fixture
def file(http: httpx.Client) -> str:
    """The path of a file that is larger than what is loaded at once."""
    (job,) = upload(http, BODY)
    return f"/documents/{job['document_id']}/file"


@pytest.fixture
def image(http: httpx.Client, store: Store) -> str:
    """The path of a page's image."""
    (job,) = upload(http)
    read(store, job)
    width = images.width_at_least(400)
    store.run(
        images.keep(job["document_id"], images.field(1, width, "png"), b"\x89PNG" + bytes(range(200)) * 20, BOUNDS)
    )
    return f"/documents/{job['document_id']}/pages/1/image?width={width}"


@pytest.mark.parametrize("path", ["file", "image"])
def test_what_a_client_has_is_not_sent_again(request: pytest.FixtureRequest, http: httpx.Client, path: str) -> None:
    path = request.getfixturevalue(path)
    first = http.get(path)
    etag = first.headers["ETag"]
    assert first.headers["Accept-Ranges"] == "bytes"
    assert "private" in first.headers["Cache-Control"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = http.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    for sent in ('"other"', etag.strip('"'), "nonsense"):
        assert http.get(path, headers={"If-None-Match": sent}).content == first.content


@pytest.mark.parametrize("path", ["file", "image"])
@pytest.mark.parametrize(
    ("sent", "start", "end"),
    [
        ("0-0", 0, 1),
        ("10-19", 10, 20),
        ("100-", 100, None),
        ("-7", -7, None),
        ("5-99999999", 5, None),
        ("-99999999", 0, None),
    ],
)
def test_a_range_is_sent_alone(
    request: pytest.FixtureRequest, http: httpx.Client, path: str, sent: str, start: int, end: int | None
) -> None:
    path = request.getfixturevalue(path)
    whole = http.get(path).content
    reply = http.get(path, headers={"Range": f"bytes={sent}"})
    assert reply.status_code == 206
    assert reply.content == whole[start:end]
    first = whole.index(reply.content) if len(reply.content) > 300 else start % len(whole)
    assert reply.headers["Content-Range"] == f"bytes {first}-{first + len(reply.content) - 1}/{len(whole)}"
    assert int(reply.headers["Content-Length"]) == len(reply.content)


def test_a_range_over_several_loads_is_whole(http: httpx.Client, file: str) -> None:
    reply = http.get(file, headers={"Range": "bytes=1000000-1999999"})
    assert (reply.status_code, reply.content) == (206, BODY[1_000_000:2_000_000])


def test_a_range_that_is_not_there_is_not_satisfiable(http: httpx.Client, file: str) -> None:
    for sent in (f"{len(BODY)}-", "5-4", "-0"):
        reply = http.get(file, headers={"Range": f"bytes={sent}"})
        assert (reply.status_code, reply.json()["type"]) == (416, "/problems/range-not-satisfiable")
        assert reply.headers["Content-Range"] == f"bytes */{len(BODY)}"


@pytest.mark.parametrize("sent", ["bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=+1-2", "bytes=\u0661-"])
def test_what_is_no_single_range_gets_the_whole(http: httpx.Client, file: str, sent: str) -> None:
    reply = http.get(file, headers={"Range": sent.encode()})
    assert (reply.status_code, reply.content) == (200, BODY)


def test_a_range_of_another_version_gets_the_whole(http: httpx.Client, file: str) -> None:
    etag = http.get(file).headers["ETag"]
    assert http.get(file, headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == 206
    for sent in ('"other"', f"W/{etag}", "Thu, 26 Nov 2026 00:00:00 GMT"):
        assert http.get(file, headers={"Range": "bytes=0-9", "If-Range": sent}).content == BODY


def test_head_says_how_large_a_file_is_and_ignores_ranges(http: httpx.Client, file: str, image: str) -> None:
    for path in (file, image):
        whole = http.get(path)
        head = http.head(path, headers={"Range": "bytes=0-9"})
        assert (head.status_code, head.content) == (200, b"")
        for name in ("Content-Length", "ETag", "Content-Type", "Accept-Ranges"):
            assert head.headers[name] == whole.headers[name]


def raw(http: httpx.Client, path: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """A response with its body as it was sent."""
    with http.stream("GET", path, headers=headers) as reply:
        assert reply.status_code == 200
        return reply.headers, b"".join(reply.iter_raw())


def test_text_and_json_are_compressed_where_the_client_takes_that(http: httpx.Client, store: Store) -> None:
    made = upload(http, *(PDF + bytes([65 + i]) for i in range(20)))
    read(store, made[0], pages=200)
    document = f"/documents/{made[0]['document_id']}"
    for path in ("/sessions/s", "/openapi.json", document, f"{document}/text", f"{document}/markdown"):
        headers, sent = raw(http, path, **{"Accept-Encoding": "br, gzip"})
        plain_headers, plain = raw(http, path, **IDENTITY)
        assert headers["Content-Encoding"] == "gzip", path
        assert gzip.decompress(sent) == plain
        assert len(sent) < len(plain)
        assert "Content-Encoding" not in plain_headers
        assert "Accept-Encoding" in headers["Vary"]
        assert "Accept-Encoding" in plain_headers["Vary"]
    assert "Content-Encoding" not in raw(http, document, **{"Accept-Encoding": "gzip;q=0"})[0]


def test_files_and_images_and_events_are_sent_as_they_are(http: httpx.Client, store: Store, image: str) -> None:
    text = http.post("/upload", files={"files": ("a.txt", b"text " * 1000)}).json()["jobs"][0]
    (job,) = upload(http)
    read(store, job)
    for path in (image, f"/documents/{text['document_id']}/file", f"/jobs/{job['id']}/events"):
        assert "Content-Encoding" not in raw(http, path, **{"Accept-Encoding": "gzip"})[0], path


def test_what_depends_on_accept_says_so(http: httpx.Client, image: str) -> None:
    vary = {one.strip() for one in http.get(image).headers["Vary"].split(",")}
    assert {"Accept", "Authorization", "X-Api-Key"} <= vary


def test_the_parts_of_a_range_are_those_of_the_file_and_not_of_a_compressed_one(http: httpx.Client) -> None:
    body = b"some text that compresses well " * 1000
    job: dict[str, Any] = http.post("/upload", files={"files": ("a.txt", body)}).json()["jobs"][0]
    headers = {"Range": "bytes=5-8", "Accept-Encoding": "gzip"}
    reply = http.get(f"/documents/{job['document_id']}/file", headers=headers)
    assert (reply.status_code, reply.content) == (206, b"text")
