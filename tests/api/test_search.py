"""Searching: what is refused, and how a search goes its way beside questions."""

from typing import Any

import httpx
import pytest

from shared.models.answer import Searched
from shared.models.passages import Passage, Passages
from shared.store import jobs
from shared.store.driver import Store
from tests.api.conftest import read, upload
from tests.api.test_jobs import answers


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"query": " ", "session_id": "s"}, "query"),
        ({"query": "x" * 1001, "session_id": "s"}, "query"),
        ({"question": "fees", "session_id": "s"}, "query"),
        ({"query": "fees", "session_id": "s", "top_k": 0}, "top_k"),
        ({"query": "fees", "session_id": "s", "top_k": 101}, "top_k"),
        ({"query": "fees", "session_id": "s", "document_ids": []}, "document_ids"),
    ],
)
def test_errors_of_a_search_name_their_fields(http: httpx.Client, body: dict[str, Any], field: str) -> None:
    upload(http)
    reply = http.post("/search", json=body)
    assert reply.status_code == 422, reply.text
    assert reply.json()["errors"][0]["field"] == field


def passages(document_id: str) -> Passages:
    found = Passage(
        text="hello world",
        score=0.4,
        document_id=document_id,
        filename="0.pdf",
        page=1,
        start=0,
        end=11,
        boxes=[(0.1, 0.1, 0.2, 0.2)],
        headings=["Greetings"],
    )
    searched = Searched(documents=1, pages=2, passages=1)
    return Passages(query="fees", passages=[found], searched=searched, model="m", seconds=0.1)


def test_a_search_goes_its_way_beside_questions(http: httpx.Client, store: Store) -> None:
    (document,) = upload(http)
    read(store, document)
    found = passages(document["document_id"])
    reply = http.post("/search", json={"query": "fees", "session_id": "s"}, headers={"Idempotency-Key": "k"})
    assert reply.status_code == 202, reply.text
    job = reply.json()["job"]
    assert (job["kind"], job["status"], job["result"]) == ("search", "queued", None)
    assert reply.headers["Location"] == f"/jobs/{job['id']}"
    again = http.post("/search", json={"query": "fees", "session_id": "s"}, headers={"Idempotency-Key": "k"})
    assert again.json()["job"]["id"] == job["id"]
    other = http.post("/ask", json={"question": "fees", "session_id": "s"}, headers={"Idempotency-Key": "k"})
    assert other.status_code == 422

    store.run(jobs.succeed(job["id"], result=found))

    seen = http.get(f"/jobs/{job['id']}").json()
    assert (seen["kind"], seen["status"]) == ("search", "succeeded")
    assert seen["result"] == found.model_dump(mode="json")
    assert [one["kind"] for one in http.get("/jobs", params={"session_id": "s"}).json()["jobs"]] == [
        "search",
        "document",
    ]


def test_a_search_that_the_release_before_answered_gives_the_contexts_of_its_answers(
    http: httpx.Client, store: Store
) -> None:
    (document,) = upload(http)
    read(store, document)
    job = http.post("/search", json={"query": "Who?", "session_id": "s"}).json()["job"]

    store.run(jobs.succeed(job["id"], result=answers(document["document_id"])))

    (found,) = http.get(f"/jobs/{job['id']}").json()["result"]["passages"]
    assert (found["text"], found["start"], found["end"]) == ("hello world", 0, 11)
