"""Cancelling and deleting while tasks run, with real workers."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from shared.store.driver import Store
from tests import samples
from tests.system.conftest import Service
from tests.system.test_whole_way import ended


def long_scan(seed: int) -> bytes:
    """A scan of many pages, none of which was seen before."""
    pages = [samples.picture([*samples.AGREEMENT, f"Copy {seed}, page {number}."], dpi=150) for number in range(16)]
    return samples.encoded(pages, "PDF", 150)


def running_tasks(store: Store, document_id: str) -> list[str]:
    """The running tasks of a document."""
    running = [one.decode() for one in store.client.zrange("di:running", 0, -1)]
    return [one for one in running if document_id in one]


def begun(http: httpx.Client, store: Store, seed: int, until: Callable[..., Any], session: str) -> dict[str, Any]:
    """The job of a long document of which a page is being read."""
    files = {"files": (f"long-{seed}.pdf", long_scan(seed))}
    reply = http.post("/upload", files=files, headers={"X-Session-ID": session})
    job: dict[str, Any] = reply.raise_for_status().json()["jobs"][0]
    until(lambda: any(one.startswith("read:") for one in running_tasks(store, job["document_id"])))
    return job


def test_a_cancelled_job_frees_its_worker_and_writes_no_more(
    http: httpx.Client, service: Service, until: Callable[..., Any]
) -> None:
    with Store(service.redis_url).opened() as store:
        job = begun(http, store, 1, until, "cancelled")
        cancelled = http.post(f"/jobs/{job['id']}/cancel").json()
        assert cancelled["status"] == "cancelled"
        assert running_tasks(store, job["document_id"]) == []
        pages = store.client.hlen(f"di:doc:{job['document_id']}:pages")
        # The next document is read by the worker that was freed.
        after = http.post("/upload", files={"files": ("next.pdf", samples.encoded([long_page()], "PDF", 150))})
        assert ended(http, after.json()["jobs"][0])["status"] == "succeeded"
        assert http.get(f"/jobs/{job['id']}").json()["progress"] == cancelled["progress"]
        assert store.client.hlen(f"di:doc:{job['document_id']}:pages") == pages
        assert store.client.scard(f"di:job:{job['id']}:works") == 0


def long_page() -> Any:
    return samples.picture([*samples.INVOICE, f"Printed at {time.time()}."], dpi=150)


def test_nothing_is_left_of_a_session_deleted_while_it_is_read(
    http: httpx.Client, service: Service, until: Callable[..., Any]
) -> None:
    with Store(service.redis_url).opened() as store:
        job = begun(http, store, 2, until, "deleted")
        http.post("/ask", json={"question": "Who signed the agreement?", "session_id": "deleted"}).raise_for_status()
        assert http.delete("/sessions/deleted").status_code == 204
        after = http.post("/upload", files={"files": ("next.pdf", samples.encoded([long_page()], "PDF", 150))})
        assert ended(http, after.json()["jobs"][0])["status"] == "succeeded"
        left = [key for key in store.client.keys("di:*") if job["document_id"].encode() in key or b"deleted" in key]
        assert left == []
        assert http.get(f"/jobs/{job['id']}").status_code == 404
