"""What a real Prometheus sees of the service: every panel has data after a load, and every fault fires its alert."""

import contextlib
import itertools
import json
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from shared.net import free_port
from tests import samples
from tests.deploy.test_kubernetes_fits import queries as scaler_queries
from tests.monitoring.conftest import MONITORING, Watched, promtool
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.monitoring

LONG = " ".join(f"word{number}" for number in range(200))
"""More words than a page may have here."""


@pytest.fixture
def http(watched: Watched) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=watched.base, timeout=90) as client:
        yield client


def read(http: httpx.Client, *files: tuple[str, bytes] | bytes, session: str = "s") -> httpx.Response:
    headers = {"X-Session-ID": session, "Prefer": "wait=60"}
    return http.post("/upload", files=[("files", file) for file in files], headers=headers)


def test_the_rules_are_right_by_their_own_tests(tmp_path: object) -> None:
    tested = promtool("test", "rules", MONITORING / "rules_test.yml")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    checked = promtool("check", "config", MONITORING / "prometheus.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_panel_has_data_after_a_load_and_no_alert_fires(watched: Watched, http: httpx.Client) -> None:
    digital = samples.pdf([samples.AGREEMENT])
    scan = samples.encoded([samples.picture(samples.INVOICE)], "PDF")
    too_long = samples.pdf([[LONG]])

    def load() -> None:
        jobs = read(http, digital, scan, too_long, ("a.pdf", b"%PDF-1.7 broken")).json()["jobs"]
        assert [job["status"] for job in jobs] == ["succeeded", "succeeded", "failed", "failed"]
        question = {"question": "Who signed the agreement?", "session_id": "s"}
        assert http.post("/ask", json=question, headers={"Prefer": "wait=60"}).status_code == 200
        query = {"query": "agreement", "session_id": "s"}
        assert http.post("/search", json=query, headers={"Prefer": "wait=60"}).status_code == 200
        document = jobs[0]["document_id"]
        assert http.get(f"/documents/{document}/pages/1/image", params={"width": 300}).status_code == 200

    # What the scalers of workers in Kubernetes ask for has one value, as they want it.
    wait_until(lambda: all(len(watched.query(query)) == 1 for query in scaler_queries()), 60)
    queries = expressions()
    assert len(queries) > 25
    load()
    missing = set(queries)

    def all_have_data() -> bool:
        nonlocal missing
        missing = {query for query in missing if not watched.query(query)}
        return not missing

    with contextlib.suppress(AssertionError):
        wait_until(all_have_data, 60)
    assert missing == set()
    assert watched.firing() == set()


def expressions() -> list[str]:
    """The queries of the dashboard, with an interval that suits one scrape a second."""
    panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    targets = [target for panel in panels for target in panel.get("targets", ())]
    return [target["expr"].replace("$__rate_interval", "30s") for target in targets]


def test_metrics_follow_the_conventions_and_are_documented(watched: Watched) -> None:
    documented = set(re.findall(r"`(docinsight_[a-z_]+)`", (ROOT / "docs/operations.md").read_text()))
    given = set()
    for target in watched.query("up"):
        text = httpx.get(f"http://{target['metric']['instance']}/metrics").text
        checked = promtool("check", "metrics", text=text)
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
        for name, kind in re.findall(r"^# TYPE (docinsight_\w+) (\w+)", text, re.MULTILINE):
            given.add(name)
            assert re.search(rf"^# HELP {name} \S", text, re.MULTILINE), name
            assert (kind == "counter") == name.endswith("_total"), name
    assert given == documented


def test_pages_that_fail_fire_an_alert(watched: Watched, http: httpx.Client) -> None:
    runs = itertools.count()

    def fault() -> None:
        pages = [[f"Page {number} {LONG} {next(runs)}"] for number in range(40)]
        (job,) = read(http, samples.pdf(pages), session="long").json()["jobs"]
        assert job["status"] == "failed"

    watched.provoke(fault, "DocInsightPagesFailing")
    watched.wait_until_quiet()


def test_a_store_that_does_not_answer_fires_alerts_of_store_and_gateway(watched: Watched, http: httpx.Client) -> None:
    pid = watched.store.client().info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:

        def poll(_: int) -> int:
            return http.get("/jobs/" + "0" * 24).status_code

        def seen() -> bool:
            # The first of them may have begun before.
            assert 503 in pool.map(poll, range(12))
            return {"DocInsightStoreDown", "DocInsightGatewayErrors"} <= watched.firing()

        with ThreadPoolExecutor(12) as pool:
            wait_until(seen, 120)
    finally:
        os.kill(pid, signal.SIGCONT)
    watched.wait_until_quiet()


def test_a_store_that_fills_up_fires_an_alert_while_uploads_are_accepted(watched: Watched, http: httpx.Client) -> None:
    client = watched.store.client()
    limit = watched.query("max(docinsight_store_fill_limit)")[0]["value"][1]
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] / (0.95 * float(limit))))
    watched.wait_for("DocInsightStoreFillsUp")
    client.config_set("maxmemory", 0)
    watched.wait_until_quiet()


def test_a_store_that_is_full_fires_an_alert(watched: Watched, http: httpx.Client) -> None:
    client = watched.store.client()
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] / 0.85))
    wait_until(lambda: read(http, samples.pdf([samples.INVOICE]), session="full").status_code == 503)
    watched.wait_for("DocInsightStoreFull")
    client.config_set("maxmemory", 0)
    watched.wait_until_quiet()


def test_processes_that_end_during_their_tasks_fire_an_alert(watched: Watched, http: httpx.Client) -> None:
    files = [samples.pdf([["Poison crash Poison", f"number {number}"]]) for number in range(4)]
    assert read(http, *files, session="crash").is_success
    watched.wait_for("DocInsightTasksLost")


def test_a_part_of_the_worker_that_ends_again_and_again_fires_an_alert(watched: Watched) -> None:
    names = {""}

    def member() -> psutil.Process | None:
        """The part that draws images, once it is announced under another name than before."""
        found = [str(key, "ascii") for key in watched.store.client().keys("di:worker:worker-images*")]
        new = {name.removeprefix("di:worker:") for name in found} - names
        if not new:
            return None
        names.update(new)
        (one,) = [one for one in watched.worker_process.children() if new & set(one.cmdline())]
        return one

    for _ in range(5):
        wait_until(member).kill()
    watched.wait_for("DocInsightWorkerRestarts")


def test_webhooks_that_nobody_takes_fire_an_alert(watched: Watched, http: httpx.Client) -> None:
    options = {"callback_url": f"http://127.0.0.1:{free_port()}/"}
    file = {"files": samples.pdf([["Nobody wants to know of this."]])}
    http.post("/upload", files=file, data=options, headers={"X-Session-ID": "hooks"}).raise_for_status()
    watched.wait_for("DocInsightWebhooksAbandoned")


def test_without_a_worker_alerts_fire_of_workers_and_of_what_waits(watched: Watched, http: httpx.Client) -> None:
    watched.worker.close()
    reply = http.post(
        "/upload", files={"files": samples.pdf([["Nobody is there to read this."]])}, headers={"X-Session-ID": "waits"}
    )
    assert reply.status_code == 202
    watched.wait_for("DocInsightNoWorker", "DocInsightQueueOld")


def test_without_a_gateway_an_alert_fires(watched: Watched) -> None:
    watched.gateway.close()
    watched.wait_for("DocInsightGatewayDown")
