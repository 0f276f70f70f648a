"""A real gateway over a real store. Where a worker has a part, the tests play it through the store's operations."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from shared.models.page import Page, Word, Words
from shared.net import free_port
from shared.store import document_pages, documents, jobs, ledger
from shared.store.driver import Store
from tests.processes import running, wait_until


@contextlib.contextmanager
def gateway(redis_url: str, port: int | None = None, **settings: object) -> Iterator[str]:
    """The address of a gateway with these settings (``DOCINSIGHT_…``, without the prefix), once it answers."""
    port = port or free_port()
    environment = {
        "DOCINSIGHT_REDIS_URL": redis_url,
        "DOCINSIGHT_PORT": str(port),
        **{f"DOCINSIGHT_{name.upper()}": str(value) for name, value in settings.items()},
    }
    base = f"http://127.0.0.1:{port}"
    with running(environment, "api"):
        wait_until(lambda: _answers(base))
        yield base


def _answers(base: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{base}/health/live", timeout=5).status_code > 0
    return False


@pytest.fixture(scope="session")
def base(redis_server: str) -> Iterator[str]:
    """A gateway with default settings, for all tests of this process."""
    with gateway(redis_server) as address:
        yield address


@pytest.fixture
def http(base: str, store: Store) -> Iterator[httpx.Client]:
    """A client of the gateway, over an empty store."""
    with httpx.Client(base_url=base, timeout=30) as client:
        yield client


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def upload(http: httpx.Client, *bodies: bytes, session: str = "s", **options: Any) -> list[dict[str, Any]]:
    """Upload files and return their jobs."""
    files = [("files", (f"{i}.pdf", body)) for i, body in enumerate(bodies or (PDF,))]
    headers = {"X-Session-ID": session, **options.pop("headers", {})}
    reply = http.post("/upload", files=files, headers=headers, **options)
    assert reply.status_code in (200, 202), reply.text
    return list(reply.json()["jobs"])


def begin(store: Store, document_id: str, pages: int = 2) -> None:
    """Begin to read a document, as a worker does."""
    store.run(ledger.begin(f"open:{document_id}", "w"))
    store.run(documents.opened(document_id, pages, [], {}))


def page(number: int, text: str = "hello world") -> Page:
    box = (0.25, 0.5, 0.5, 0.75)
    words = Words([Word(0, 5, box, None, 0, "text"), Word(6, 11, box, 0.5, 0, "ocr")])
    return Page(number, 612, 792, "mixed", text, words)


def read(store: Store, job: dict[str, Any], pages: int = 2) -> None:
    """Read a document to its end, as workers do."""
    begin(store, job["document_id"], pages)
    for number in range(1, pages + 1):
        store.run(document_pages.finish(job["document_id"], page(number)))
    store.run(jobs.succeed_document(job["id"], index=b"index", warnings=[]))


Until = Callable[..., Any]
