"""Sessions: what they list, and how long they live."""

from typing import Any

import httpx
import pytest

from shared.store import document_pages
from shared.store.driver import Store
from tests.api.conftest import PDF, begin, page, read, upload
from tests.api.test_jobs import ask


def test_a_session_lists_its_documents_and_lives_on_while_it_is_used(http: httpx.Client, store: Store) -> None:
    made = upload(http, PDF + b"1", PDF + b"2", session="used")
    body = http.get("/sessions/used")
    assert body.json()["session_id"] == body.headers["X-Session-ID"] == "used"
    assert [one["id"] for one in body.json()["documents"]] == [job["document_id"] for job in made]
    for key in store.client.keys("di:*used*") + store.client.keys(f"di:doc:{made[0]['document_id']}*"):
        store.client.expire(key, 500)
    upload(http, session="used-too")
    assert store.client.ttl("di:session:public:used") <= 500


def test_a_session_is_kept_as_long_as_it_is_asked_to_be(http: httpx.Client, store: Store) -> None:
    week = 7 * 24 * 3600
    (job,) = upload(http, session="kept")
    reply = http.patch("/sessions/kept", json={"ttl": week})
    assert (reply.status_code, reply.json()["ttl"]) == (200, week)
    (later,) = upload(http, PDF + b"2", session="kept")
    question = ask(http, "kept")
    http.get("/sessions/kept")
    of_session = [f"di:doc:{one['document_id']}" for one in (job, later)]
    of_session += ["di:session:public:kept", f"di:job:{question['id']}", f"di:doc:{later['document_id']}:file"]
    assert all(store.client.ttl(key) > week - 60 for key in of_session)
    assert http.patch("/sessions/kept", json={"ttl": 60}).status_code == 200
    assert all(0 < store.client.ttl(key) <= 60 for key in of_session)


@pytest.mark.parametrize("body", [{}, {"ttl": 0}, {"ttl": "soon"}, {"ttl": 10**9}, []])
def test_a_session_is_kept_for_no_time_that_is_none_or_too_long(http: httpx.Client, body: object) -> None:
    upload(http, session="kept")
    assert http.patch("/sessions/kept", json=body).status_code == 422


def test_a_session_that_is_not_there_cannot_be_kept(http: httpx.Client, store: Store) -> None:
    assert http.patch("/sessions/never", json={"ttl": 60}).status_code == 404
    assert store.client.keys("di:session:*never*") == []


def test_a_session_s_documents_are_listed_page_by_page_and_light(http: httpx.Client, store: Store) -> None:
    made = upload(http, *(PDF + bytes([65 + i]) for i in range(7)), session="many")
    for job in made[:2]:
        read(store, job)
    # As a worker of the release before leaves it: pages that are not counted.
    store.client.hdel(f"di:doc:{made[1]['document_id']}", "characters", "counted_pages")
    begin(store, made[2]["document_id"])
    store.run(document_pages.finish(made[2]["document_id"], page(1)))
    listed: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        reply = http.get("/sessions/many", params={"limit": 3, **cursor}).json()
        assert reply["document_count"] == 7
        listed += reply["documents"]
        if reply["next_cursor"] is None:
            break
        assert len(reply["documents"]) == 3
        cursor = {"cursor": reply["next_cursor"]}
    assert [one["id"] for one in listed] == [job["document_id"] for job in made]
    assert [one["characters"] for one in listed[:4]] == [22, 22, 11, 0]
    for one in listed[:4]:
        whole = http.get(f"/documents/{one['id']}").json()
        assert whole.pop("pages") is not None
        assert {**whole, "seconds": None} == {**one, "seconds": None}
    upload(http, PDF + b"A", session="many")
    copied = http.get("/sessions/many").json()["documents"][-1]
    assert (copied["id"] not in {one["id"] for one in listed}, copied["characters"]) == (True, 22)
    assert http.get("/sessions/many", params={"limit": 201}).status_code == 422
    assert http.get("/sessions/many", params={"cursor": "-inf"}).status_code == 422
