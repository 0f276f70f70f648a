"""Requests about jobs: wait, follow, list, cancel."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psutil
import pytest

from api.http.metrics import Metrics
from api.notifications.events import job_events
from api.service import opened
from shared.models.answer import Answer, Answers, Searched
from shared.models.document import DocumentWarning
from shared.settings import Settings
from shared.store import document_pages, jobs, ledger
from shared.store.driver import Store
from tests.api.conftest import Until, begin, page, read, upload

WARNING = DocumentWarning(code="unreadable-pages", message="1 page(s) could not be read.", pages=[2])


def answers(document_id: str) -> Answers:
    one = Answer(
        text="hello",
        score=0.9,
        document_id=document_id,
        filename="0.pdf",
        page=1,
        start=0,
        end=5,
        boxes=[(0.1, 0.1, 0.2, 0.2)],
        context="hello world",
        context_start=0,
        source="text",
    )
    searched = Searched(documents=1, pages=2, passages=1)
    return Answers(question="Who?", answered=True, answers=[one], searched=searched, model="m", seconds=0.1)


def ask(http: httpx.Client, session: str = "s", **options: Any) -> dict[str, Any]:
    body = {"question": "Who?", "session_id": session, **options.pop("body", {})}
    reply = http.post("/ask", json=body, **options)
    assert reply.status_code in (200, 202), reply.text
    return dict(reply.json()["job"])


def in_background(call: Callable[[], httpx.Response]) -> Callable[[], httpx.Response]:
    """Begin a call; the result waits for its answer."""
    replies: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: replies.append(call()))
    thread.start()

    def answer() -> httpx.Response:
        thread.join(30)
        return replies[0]

    return answer


def waiting(http: httpx.Client) -> int:
    lines = http.get("/metrics").text.splitlines()
    return int(float(next(line.split()[1] for line in lines if line.startswith("docinsight_waiting_clients "))))


def test_a_document_s_job_goes_its_way(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    begin(store, job["document_id"])
    store.run(document_pages.finish(job["document_id"], page(1)))
    seen = http.get(f"/jobs/{job['id']}")
    assert seen.json()["status"] == "running"
    assert seen.json()["progress"] == {"done": 1, "failed": 0, "total": 2, "unit": "pages"}
    assert seen.headers["Retry-After"] == "1"
    store.run(document_pages.finish(job["document_id"], page(2)))
    store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[WARNING]))
    ended = http.get(f"/jobs/{job['id']}")
    assert "Retry-After" not in ended.headers
    assert ended.json()["status"] == "succeeded"
    assert ended.json()["result"]["warnings"] == [WARNING.model_dump()]
    assert ended.json()["result"] == http.get(f"/documents/{job['document_id']}").json()


def test_a_waiting_client_is_woken_by_the_end_and_not_before(http: httpx.Client, store: Store, until: Until) -> None:
    (job,) = upload(http)
    answer = in_background(lambda: http.get(f"/jobs/{job['id']}", params={"wait": 20}))
    until(lambda: waiting(http) == 1)
    read(store, job)
    assert answer().json()["status"] == "succeeded"
    until(lambda: waiting(http) == 0)


def test_waiting_ends_with_its_time(http: httpx.Client) -> None:
    (job,) = upload(http)
    reply = http.get(f"/jobs/{job['id']}", params={"wait": 1})
    assert (reply.status_code, reply.json()["status"]) == (200, "queued")
    assert reply.elapsed.total_seconds() >= 1


def test_a_missed_message_costs_seconds_and_not_the_answer(http: httpx.Client, store: Store, until: Until) -> None:
    (job,) = upload(http)
    answer = in_background(lambda: http.get(f"/jobs/{job['id']}", params={"wait": 30}))
    until(lambda: waiting(http) == 1)
    # The end is written, but not published.
    store.client.hset(f"di:job:{job['id']}", mapping={"status": "cancelled", "version": 9})
    assert answer().json()["status"] == "cancelled"


def test_a_gateway_that_loses_its_subscription_subscribes_again(http: httpx.Client, store: Store, until: Until) -> None:
    (job,) = upload(http)
    store.client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    until(lambda: store.client.pubsub_numpat() > 0)
    answer = in_background(lambda: http.get(f"/jobs/{job['id']}", params={"wait": 30}))
    until(lambda: waiting(http) == 1)
    read(store, job)
    assert answer().json()["status"] == "succeeded"


@pytest.mark.parametrize("wait", ["-1", "61", "x", "1.5"])
def test_a_wait_that_is_none_is_refused(http: httpx.Client, wait: str) -> None:
    reply = http.get(f"/jobs/{'0' * 24}", params={"wait": wait})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "wait")


def test_an_upload_and_a_question_may_be_waited_for(http: httpx.Client, store: Store, until: Until) -> None:
    files = {"files": ("a.pdf", b"%PDF-1.7 a")}
    answer = in_background(
        lambda: http.post("/upload", files=files, headers={"Prefer": "respond-async, wait=20", "X-Session-ID": "s"})
    )
    until(lambda: waiting(http) == 1)
    (job,) = http.get("/jobs", params={"session_id": "s"}).json()["jobs"]
    read(store, job)
    reply = answer()
    assert (reply.status_code, reply.headers["Preference-Applied"]) == (200, "wait=20")
    assert reply.json()["jobs"][0]["status"] == "succeeded"

    reply = http.post("/ask", json={"question": "Who?", "session_id": "s"}, headers={"Prefer": "wait=1"})
    assert (reply.status_code, reply.headers["Preference-Applied"]) == (202, "wait=1")
    assert reply.json()["job"]["status"] == "queued"
    reply = http.post("/ask", json={"question": "Who?", "session_id": "s"}, headers={"Prefer": "return=minimal"})
    assert "Preference-Applied" not in reply.headers


def events(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The events of a stream: id and job."""
    number = 0
    body: dict[str, Any] = {}
    for line in lines:
        if line.startswith("id: "):
            number = int(line[4:])
        elif line.startswith("data: "):
            body = json.loads(line[6:])
        elif not line and body:
            yield number, body
            body = {}


def test_a_job_is_followed_page_by_page_to_its_end(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    with http.stream("GET", f"/jobs/{job['id']}/events") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        followed = events(stream.iter_lines())
        _, first = next(followed)
        assert (first["status"], first["queue_position"]) == ("queued", 1)
        begin(store, job["document_id"])
        states = [first]
        while states[-1]["progress"] is None:
            states.append(next(followed)[1])
        for number in (1, 2):
            store.run(document_pages.finish(job["document_id"], page(number)))
            while states[-1]["progress"]["done"] < number:
                states.append(next(followed)[1])
        store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))
        states += [state for _, state in followed]
    assert [one["status"] for one in states] == sorted((one["status"] for one in states), key=_STATUSES.index)
    assert states[-1] == http.get(f"/jobs/{job['id']}").json()


_STATUSES = ["queued", "running", "succeeded"]


def test_following_resumes_after_the_last_event_that_was_seen(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    with http.stream("GET", f"/jobs/{job['id']}/events") as stream:
        seen, _ = next(events(stream.iter_lines()))
    read(store, job)
    with http.stream("GET", f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(seen)}) as stream:
        ((last, state),) = events(stream.iter_lines())
    assert last > seen
    assert state["status"] == "succeeded"
    reply = http.get(f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(last)})
    assert (reply.status_code, reply.content) == (204, b"")


def test_a_queued_job_s_position_is_sent_as_it_moves(http: httpx.Client, store: Store) -> None:
    first, second = upload(http, b"%PDF-1.7 a", b"%PDF-1.7 b")
    with http.stream("GET", f"/jobs/{second['id']}/events") as stream:
        followed = events(stream.iter_lines())
        assert next(followed)[1]["queue_position"] == 2
        store.run(ledger.begin(f"open:{first['document_id']}", "w"))
        assert next(followed)[1]["queue_position"] == 1


async def test_a_silent_stream_says_that_it_lives(
    http: httpx.Client, store: Store, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.notifications.events.KEEPALIVE_INTERVAL_SECONDS", 0.05)
    (job,) = upload(http)
    store.run(ledger.begin(f"open:{job['document_id']}", "w"))
    async with opened(settings := Settings(redis_url=redis_url), Metrics(settings)) as service:
        stream = job_events(service.snapshots, service.changes, "public", job["id"], 0)
        events = [await anext(stream) for _ in range(4)]
        await stream.aclose()
    assert events[0] == b": hello\n\n"
    assert events[1].startswith(b"event: job\n")
    assert events[2:] == [b": ping\n\n"] * 2


def test_cancelling_ends_a_job_for_good(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    begin(store, job["document_id"])
    reply = http.post(f"/jobs/{job['id']}/cancel")
    assert (reply.status_code, reply.json()["status"]) == (200, "cancelled")
    store.run(document_pages.finish(job["document_id"], page(1)))
    assert store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[])) is False
    again = http.post(f"/jobs/{job['id']}/cancel")
    assert (again.status_code, again.json()) == (200, {**reply.json(), "expires_at": again.json()["expires_at"]})


def test_a_question_waits_for_the_uploads_before_it_and_is_answered(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    question = ask(http)
    assert question["kind"] == "question"
    assert question["document_id"] is None
    read(store, job)
    assert store.run(ledger.begin(f"ask:{question['id']}", "w")) is not None
    store.run(jobs.succeed(question["id"], result=answers(job["document_id"])))
    ended = http.get(f"/jobs/{question['id']}").json()
    assert ended["status"] == "succeeded"
    assert ended["result"] == answers(job["document_id"]).model_dump(mode="json")


def test_the_text_of_a_question_is_told_with_its_job_before_there_is_an_answer(http: httpx.Client) -> None:
    (document,) = upload(http)
    asked = ask(http)
    assert asked["question"] == "Who?"
    assert http.get(f"/jobs/{asked['id']}").json()["question"] == "Who?"
    listed = http.get("/jobs", params={"session_id": "s"}).json()["jobs"]
    assert {job["id"]: job["question"] for job in listed} == {asked["id"]: "Who?", document["id"]: None}


def test_an_answer_from_a_document_deleted_meanwhile_is_not_kept(http: httpx.Client, store: Store) -> None:
    job, other = upload(http, b"%PDF-1.7 a", b"%PDF-1.7 b")
    read(store, job)
    read(store, other)
    question = ask(http)
    store.run(ledger.begin(f"ask:{question['id']}", "w"))
    http.delete(f"/documents/{job['document_id']}")
    store.run(jobs.succeed(question["id"], result=answers(job["document_id"])))
    ended = http.get(f"/jobs/{question['id']}").json()
    assert (ended["status"], ended["error"]["type"]) == ("failed", "/problems/document-gone")


def test_jobs_are_listed_newest_first_and_page_by_page(http: httpx.Client) -> None:
    made = [job["id"] for job in upload(http, *(b"%PDF-1.7 " + bytes([65 + i]) for i in range(7)))]
    listed: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        reply = http.get("/jobs", params={"session_id": "s", "limit": 3, **cursor}).json()
        assert all("result" not in job for job in reply["jobs"])
        listed += [job["id"] for job in reply["jobs"]]
        if reply["next_cursor"] is None:
            break
        cursor = {"cursor": reply["next_cursor"]}
    assert listed == made[::-1]
    assert http.get("/jobs", params={"session_id": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": "", "session_id": "s"}, "question"),
        ({"question": " \n", "session_id": "s"}, "question"),
        ({"question": "x" * 1001, "session_id": "s"}, "question"),
        ({"question": "Who?"}, "session_id"),
        ({"question": "Who?", "session_id": "a b"}, "session_id"),
        ({"question": "Who?", "session_id": "s", "top_k": 0}, "top_k"),
        ({"question": "Who?", "session_id": "s", "top_k": 21}, "top_k"),
        ({"question": "Who?", "session_id": "s", "document_ids": [""]}, "document_ids.0"),
        ({"question": "Who?", "session_id": "s", "document_ids": []}, "document_ids"),
    ],
)
def test_errors_of_a_question_name_their_fields(http: httpx.Client, body: dict[str, Any], field: str) -> None:
    upload(http)
    reply = http.post("/ask", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert reply.status_code == 422, reply.text
    assert reply.json()["errors"][0]["field"] == field
    assert "x" * 1001 not in reply.text


def test_a_question_to_nothing_is_not_found(http: httpx.Client) -> None:
    assert http.post("/ask", json={"question": "Who?", "session_id": "nobody"}).status_code == 404
    upload(http)
    reply = http.post("/ask", json={"question": "Who?", "session_id": "s", "document_ids": ["unknown"]})
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")


def test_a_thousand_clients_wait_without_a_thread_each(http: httpx.Client, store: Store, until: Until) -> None:
    (job,) = upload(http)
    gateway = next(child for child in psutil.Process().children() if "api" in child.cmdline())
    before = gateway.num_threads()
    call = f"GET /jobs/{job['id']}?wait=50 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    address = (http.base_url.host, http.base_url.port or 0)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(address)) for _ in range(1000)]
        for client in clients:
            client.sendall(call)
        until(lambda: waiting(http) == len(clients))
        assert gateway.num_threads() <= before + 1
        read(store, job)
        for client in clients:
            reply = b"".join(iter(lambda: client.recv(1 << 16), b""))  # noqa: B023
            assert reply.startswith(b"HTTP/1.1 200")
            assert b'"status":"succeeded"' in reply
