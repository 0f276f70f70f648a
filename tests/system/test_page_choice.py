"""Only some pages of a file are read: the others are in nothing that is made of it."""

from typing import Any

import httpx
import pytest

from tests.samples import AGREEMENT, INVOICE, pdf

FILLER = ("Nothing of interest stands on this page but a few words about the weather.",)
FILE = pdf([AGREEMENT, FILLER, INVOICE, FILLER, FILLER, ("The archive closes at six in the evening.",)])


def upload(http: httpx.Client, pages: str, session: str) -> Any:
    """Upload the file, of which these pages are to be read: its job when it has ended."""
    reply = http.post(
        "/upload",
        files={"files": ("six.pdf", FILE)},
        data={"pages": pages},
        headers={"X-Session-ID": session, "Prefer": "wait=60"},
    )
    assert reply.status_code == 200, reply.text
    return reply.json()["jobs"][0]


def test_only_the_chosen_pages_are_read(http: httpx.Client) -> None:
    job = upload(http, "6, 2-3", "chosen")
    document = job["result"]
    address = f"/documents/{document['id']}"
    assert job["progress"] == {"done": 3, "failed": 0, "total": 3, "unit": "pages"}
    assert (document["page_count"], document["chosen_pages"]) == (6, "2-3,6")
    assert [page["number"] for page in document["pages"]] == [2, 3, 6]

    parts = http.get(f"{address}/text").text.split("\f")
    assert [bool(part) for part in parts] == [False, True, True, False, False, True]
    assert "court of Rotterdam" in parts[2]
    assert "Maria Keller" not in http.get(f"{address}/markdown").text

    for number, status in ((1, 404), (3, 200), (4, 404), (7, 404)):
        assert http.get(f"{address}/pages/{number}").status_code == status
        assert http.get(f"{address}/pages/{number}/image", params={"width": 100}).status_code == status

    query = {"query": "Who signed the agreement?", "session_id": "chosen"}
    found = http.post("/search", json=query, headers={"Prefer": "wait=60"}).json()["job"]["result"]
    assert {passage["page"] for passage in found["passages"]} <= {2, 3, 6}
    assert found["searched"]["pages"] == 3


def test_the_same_bytes_are_read_anew_for_other_pages(http: httpx.Client) -> None:
    assert upload(http, "1", "anew")["result"]["pages"][0]["number"] == 1
    assert upload(http, "3", "anew")["result"]["pages"][0]["number"] == 3


def test_pages_that_a_file_does_not_have_fail_its_job(http: httpx.Client) -> None:
    job = upload(http, "5-7", "beyond")
    assert (job["status"], job["error"]["type"]) == ("failed", "/problems/no-such-pages")
    assert "6 page(s)" in job["error"]["detail"]


@pytest.mark.parametrize("pages", ["0", "5-1", "1-x", "1,,2"])
def test_a_wrong_range_is_refused_before_anything_is_kept(http: httpx.Client, pages: str) -> None:
    reply = http.post(
        "/upload", files={"files": ("six.pdf", FILE)}, data={"pages": pages}, headers={"X-Session-ID": "wrong"}
    )
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/not-acceptable")
    assert [error["field"] for error in reply.json()["errors"]] == ["pages"]
    assert http.get("/sessions/wrong").status_code == 404
