"""The gateway's metrics: what they are, on which port, and behind which key."""

import httpx
import pytest

from shared.api_keys import hash_of
from shared.errors import Corrupt
from shared.net import free_port
from shared.store import jobs, presence
from shared.store.driver import Store
from tests.api.conftest import gateway, upload

SAMPLES = ("docinsight_requests_total", "docinsight_store_up", "docinsight_queue_depth", "process_cpu_seconds_total")


def names_in(text: str) -> set[str]:
    return {line.partition("{")[0].partition(" ")[0] for line in text.splitlines() if not line.startswith("#")}


def test_metrics_say_what_was_uploaded_and_how_jobs_ended(http: httpx.Client, store: Store) -> None:
    before = http.get("/metrics").text
    (job,) = upload(http, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    store.run(jobs.fail(job["id"], Corrupt().problem()))
    store.run(presence.announce(presence.Presence("w", ("ocr", "documents"), 1, "0")))
    after = http.get("/metrics").text
    assert set(SAMPLES) <= names_in(after)
    assert 'docinsight_jobs_total{cause="corrupt",kind="document",status="failed"} 1.0' in after
    assert 'docinsight_queue_workers{queue="ocr"} 1.0' in after
    assert 'docinsight_queue_workers{queue="questions"} 0.0' in after
    assert "docinsight_build_info{" in after
    assert value(after, "docinsight_uploaded_bytes_total") - value(before, "docinsight_uploaded_bytes_total") == 29
    assert value(after, "docinsight_store_keys") > 0
    assert job["id"] not in after


def value(text: str, name: str) -> float:
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))


def test_a_look_at_the_store_costs_the_same_whatever_is_in_it(http: httpx.Client, store: Store) -> None:
    def cost() -> int:
        before = store.client.info("stats")["total_commands_processed"]
        assert http.get("/metrics").status_code == 200
        return int(store.client.info("stats")["total_commands_processed"]) - int(before)

    cost()
    few = cost()
    store.client.mset({f"di:hook:{number}": "x" for number in range(3000)})
    # The gateway's own pings may come between.
    assert abs(cost() - few) <= 2
    assert few < 40


def test_metrics_have_a_port_of_their_own_where_one_is_set(redis_url: str) -> None:
    port = free_port()
    with gateway(redis_url, metrics_port=port) as base:
        assert httpx.get(f"{base}/metrics").status_code == 404
        assert "/metrics" not in httpx.get(f"{base}/openapi.json").json()["paths"]
        own = f"http://127.0.0.1:{port}"
        reply = httpx.get(f"{own}/metrics")
        assert reply.status_code == 200
        assert reply.headers["Content-Type"].startswith("text/plain")
        assert set(SAMPLES) <= names_in(reply.text)
        assert httpx.get(f"{own}/jobs/x").status_code == 404
        assert httpx.post(f"{own}/metrics").status_code == 405
        assert httpx.head(f"{own}/metrics").text == ""


def test_a_key_for_metrics_opens_them_and_nothing_else(redis_url: str) -> None:
    keys = {"api_keys": hash_of(b"alice"), "metrics_keys": hash_of(b"prometheus")}
    with gateway(redis_url, **keys) as base:
        assert status(f"{base}/metrics", "prometheus") == 200
        assert status(f"{base}/metrics", "alice") == status(f"{base}/metrics", None) == 401
        assert status(f"{base}/limits", "prometheus") == 401
        assert status(f"{base}/limits", "alice") == 200


def test_a_port_of_its_own_asks_for_the_key_for_metrics(redis_url: str) -> None:
    port = free_port()
    keys = {"api_keys": hash_of(b"alice"), "metrics_keys": hash_of(b"prometheus"), "metrics_port": port}
    with gateway(redis_url, **keys):
        own = f"http://127.0.0.1:{port}/metrics"
        assert status(own, "prometheus") == 200
        assert status(own, "alice") == status(own, None) == status(own, "Zoë") == 401


def status(url: str, key: str | None) -> int:
    headers = {} if key is None else {"Authorization": f"Bearer {key}".encode()}
    return httpx.get(url, headers=headers).status_code


@pytest.mark.parametrize("method", ["GET", "PROPFIND"])
def test_labels_of_requests_are_of_few_values(http: httpx.Client, method: str) -> None:
    for number in range(20):
        http.request(method, f"/nowhere/{number}")
    lines = [line for line in http.get("/metrics").text.splitlines() if f'method="{method}",route="unknown"' in line]
    assert 0 < len(lines) < 40
    assert not any("nowhere" in line for line in lines)


def test_the_description_tells_of_a_key_for_metrics_alone(redis_url: str) -> None:
    with gateway(redis_url, metrics_keys=hash_of(b"prometheus")) as base:
        paths = httpx.get(f"{base}/openapi.json").json()["paths"]
        assert "401" in paths["/metrics"]["get"]["responses"]
        assert paths["/metrics"]["get"]["security"]
        assert "401" not in paths["/limits"]["get"]["responses"]
        assert (status(f"{base}/metrics", None), status(f"{base}/limits", None)) == (401, 200)
