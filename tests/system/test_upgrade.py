"""A service that is upgraded between reading and asking: what another release stored is of use, or said not to be."""

from collections.abc import Iterator

import httpx
import pytest

from shared.store.driver import Store
from tests import samples
from tests.system.conftest import Service


@pytest.fixture
def store(service: Service) -> Iterator[Store]:
    with Store(service.redis_url).opened() as store:
        yield store


def read(http: httpx.Client, session: str) -> str:
    """The id of a document that is read, and that nobody has asked about. No other has the same content."""
    body = samples.pdf([(session, *samples.AGREEMENT), samples.INVOICE])
    reply = http.post("/upload", files={"files": body}, headers={"X-Session-ID": session, "Prefer": "wait=60"})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["jobs"][0]["document_id"])


def asked(http: httpx.Client, session: str) -> dict:
    """The ended job of a question."""
    body = {"question": "Who signed the agreement?", "session_id": session}
    return dict(http.post("/ask", json=body, headers={"Prefer": "wait=60"}).raise_for_status().json()["job"])


@pytest.mark.parametrize("release", [1, 2**32 - 1])
def test_an_index_of_another_format_is_built_again_and_kept(http: httpx.Client, store: Store, release: int) -> None:
    session = f"index-{release}"
    key = f"di:doc:{read(http, session)}:index"
    index = store.client.get(key)
    store.client.set(key, index[:4] + release.to_bytes(4, "little") + b"whatever it was", keepttl=True)

    job = asked(http, session)
    assert job["status"] == "succeeded", job["error"]
    assert job["result"]["answers"][0]["text"] == "Maria Keller"
    assert store.client.get(key) == index
    assert store.client.ttl(key) > 0


def test_pages_of_a_newer_format_are_said_to_be_so(http: httpx.Client, store: Store) -> None:
    document = read(http, "pages")
    store.client.hset(f"di:doc:{document}:pages", 1, b"\x02 what a later release writes")

    job = asked(http, "pages")
    assert (job["status"], job["error"]["type"]) == ("failed", "/problems/newer-format")
    reply = http.get(f"/documents/{document}/pages/1")
    assert (reply.status_code, reply.json()["type"]) == (500, "/problems/newer-format")
    assert http.get(f"/documents/{document}/pages/2").status_code == 200
