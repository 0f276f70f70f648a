"""The service in containers: used, scaled, killed, stopped, restarted."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from bench.containers.stack import Stack, docker
from tests import samples

LONG = 30
"""Pages of the long scan."""
SHORT = 10
"""Pages of the one that is interrupted."""


def scan(pages: int) -> bytes:
    """A scan whose every page has a word of its own."""
    return samples.encoded(
        [samples.picture((f"Sheet {number} of the ledger", samples.AGREEMENT[1])) for number in range(1, pages + 1)],
        "PDF",
    )


def check(stack: Stack, job: dict[str, Any], pages: int) -> None:
    """The job ended well, with all of its pages read."""
    assert job["status"] == "succeeded", job["error"]
    assert job["progress"]["done"] == pages
    assert [page["source"] for page in job["result"]["pages"]] == ["ocr"] * pages
    with stack.client() as http:
        text = http.get(f"/documents/{job['document_id']}/text").raise_for_status().text
    for number, page in enumerate(text.split("\f")[:pages], 1):
        assert f"Sheet {number} of the ledger" in page


def under_way(stack: Stack, job: dict[str, Any], done: int) -> Callable[[], bool]:
    """A condition: at least so many pages are done."""

    def reached() -> bool:
        now = stack.job(job)
        assert now["status"] in ("queued", "running"), now
        return bool(now["progress"] and now["progress"]["done"] >= done)

    return reached


def test_a_pdf_and_a_scan_are_uploaded_and_asked(stack: Stack) -> None:
    scan = samples.encoded([samples.picture(samples.INVOICE, skew=0.5, noise=15)], "PDF")
    stack.upload("both", "agreement.pdf", samples.pdf([samples.AGREEMENT]))
    stack.upload("both", "terms.pdf", scan)

    signed = stack.ask("both", "Who signed the agreement?")["answers"][0]
    assert (signed["text"], signed["filename"], signed["source"]) == ("Maria Keller", "agreement.pdf", "text")
    paid = stack.ask("both", "What does the library pay for each delivery?")["answers"][0]
    assert (paid["text"], paid["filename"], paid["source"]) == ("1,250 euros", "terms.pdf", "ocr")
    assert paid["boxes"]


def test_health_names_the_models_that_were_baked_in(stack: Stack) -> None:
    with stack.client() as http:
        health = http.get("/health").raise_for_status().json()
    assert health["status"] == "ok"
    assert health["workers"] == 3, "one for pages, one for questions and one for images"
    assert set(health["models"]) == {"ocr", "reader"}


def test_flower_shows_the_workers_to_whoever_has_its_password(stack: Stack) -> None:
    for path in ("/api/workers", "/metrics"):
        refused = httpx.get(f"http://127.0.0.1:{stack.flower_port}{path}", trust_env=False, timeout=20)
        assert refused.status_code == 401
    names = sorted(stack.flower("/api/workers?refresh=1"))
    assert [name.split("-")[1] for name in names] == ["images", "questions", "reading"]


def test_a_long_scan_is_read_by_all_workers_and_one_that_is_killed_is_not_missed(
    stack: Stack, until: Callable[..., Any]
) -> None:
    stack.scale(3)
    began = time.time()
    job = stack.ended(stack.upload("spread", "long.pdf", scan(LONG)))
    check(stack, job, LONG)

    def readers() -> set[str]:
        tasks = stack.flower("/api/tasks?taskname=docinsight.read_page").values()
        return {task["worker"] for task in tasks if task["received"] >= began and task["state"] == "SUCCESS"}

    until(lambda: len(readers()) == 3)

    job = stack.upload("killed", "short.pdf", scan(SHORT))
    until(under_way(stack, job, 1))
    docker("kill", stack.containers("worker")[0])
    check(stack, stack.ended(job), SHORT)


def test_workers_that_are_stopped_in_mid_work_lose_nothing_and_are_gone_in_time(
    stack: Stack, until: Callable[..., Any]
) -> None:
    stack.scale(1)
    job = stack.upload("stopped", "short.pdf", scan(SHORT) + b"%")
    until(under_way(stack, job, 1))
    (worker,) = stack.containers("worker")
    began = time.monotonic()
    stack.compose("stop", "worker")
    # The grace period is 40 s; at its end the engine kills, and the exit status is 137.
    assert stack.inspect(worker)["State"]["ExitCode"] == 0
    assert time.monotonic() - began < 40
    assert stack.job(job)["status"] in ("queued", "running")
    stack.up()
    check(stack, stack.ended(job), SHORT)


def test_jobs_outlive_the_containers(stack: Stack) -> None:
    job = stack.ended(stack.upload("kept", "agreement.pdf", samples.pdf([samples.AGREEMENT])))
    # Gone but for the volume.
    stack.compose("down", "--timeout", "20")
    stack.up()
    assert stack.job(job) == job
    assert stack.ask("kept", "Who signed the agreement?")["answers"][0]["text"] == "Maria Keller"


def test_the_gateway_is_scaled_too(stack: Stack) -> None:
    first = stack.api_port
    ports = f"{first}-{first + 5}"
    grown = Stack(stack.project, stack.tag, {**stack.settings, "API_PORT": ports})
    grown.up("--scale", "api=2")
    published = {
        binding["HostPort"]
        for container in grown.containers("api")
        for binding in grown.inspect(container)["NetworkSettings"]["Ports"]["8000/tcp"]
    }
    assert len(published) == 2
    for port in published:
        assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=20).json()["status"] == "ok"
