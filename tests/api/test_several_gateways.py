"""Several gateways over one store are as one: limits, idempotency, long polls and events hold over all of them."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from shared.store.driver import Store
from tests.api.conftest import PDF, gateway, read, upload
from tests.api.test_jobs import events, in_background

LIMIT = 12


@pytest.fixture(scope="module")
def bases(redis_server: str) -> Iterator[list[str]]:
    """The addresses of two gateways."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(gateway(redis_server, requests_per_minute=LIMIT)) for _ in range(2)]


@pytest.fixture
def pair(bases: list[str], store: Store) -> Iterator[list[httpx.Client]]:
    """A client of each gateway, over an empty store."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(httpx.Client(base_url=base, timeout=30)) for base in bases]


def test_requests_are_limited_over_all_gateways_together(pair: list[httpx.Client]) -> None:
    question = {"question": "Who?", "session_id": "none"}
    statuses = [http.post("/ask", json=question).status_code for _ in range(LIMIT) for http in pair]
    assert statuses[:LIMIT] == [404] * LIMIT
    assert 429 in statuses, "as many again would be let through if each gateway counted for itself"


def test_the_same_request_at_two_gateways_at_once_is_carried_out_once(pair: list[httpx.Client]) -> None:
    headers = {"X-Session-ID": "s", "Idempotency-Key": "one"}

    def send(http: httpx.Client) -> httpx.Response:
        while (reply := http.post("/upload", files={"files": PDF}, headers=headers)).status_code == 409:
            pass
        return reply

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(send, pair)
    assert first.status_code == second.status_code == 202
    assert [one["id"] for one in first.json()["jobs"]] == [one["id"] for one in second.json()["jobs"]]
    assert len(pair[0].get("/jobs", params={"session_id": "s"}).json()["jobs"]) == 1


def test_a_client_that_waits_at_one_gateway_is_woken_by_what_another_does(pair: list[httpx.Client]) -> None:
    (job,) = upload(pair[0])
    waits = in_background(lambda: pair[0].get(f"/jobs/{job['id']}", params={"wait": 25}))
    assert pair[1].post(f"/jobs/{job['id']}/cancel").status_code == 200
    assert waits().json()["status"] == "cancelled"


def test_events_go_on_at_another_gateway_after_the_last_that_was_seen(pair: list[httpx.Client], store: Store) -> None:
    (job,) = upload(pair[0])
    with pair[0].stream("GET", f"/jobs/{job['id']}/events") as stream:
        seen, _ = next(events(stream.iter_lines()))
    read(store, job)
    with pair[1].stream("GET", f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(seen)}) as stream:
        ((last, state),) = events(stream.iter_lines())
    assert last > seen
    assert state["status"] == "succeeded"
    assert pair[0].get(f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(last)}).status_code == 204
