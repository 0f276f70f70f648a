"""Images of pages, drawn by a process of their own: whatever happens to them, answers come."""

from collections.abc import Iterator

import httpx
import psutil
import pytest

from shared.store import presence
from shared.store.driver import Store
from shared.tasks import Queue
from tests import samples
from tests.system.conftest import Service


@pytest.fixture
def drawing(service: Service) -> psutil.Process:
    """The process that draws images."""
    with Store(service.redis_url).opened() as store:
        (name,) = [one.name for one in store.run(presence.living()) if Queue.IMAGES in one.queues]
    members = psutil.Process(service.worker.pid).children()
    (main,) = [one for one in members if name in one.cmdline()]
    (child,) = main.children()
    return child


@pytest.fixture
def halted(drawing: psutil.Process) -> Iterator[psutil.Process]:
    """That process, which does nothing until it is resumed."""
    drawing.suspend()
    yield drawing
    drawing.resume()


def upload(http: httpx.Client, session: str, body: bytes) -> str:
    reply = http.post(
        "/upload",
        files={"files": ("a.pdf", body)},
        data={"ocr": "off"},
        headers={"X-Session-ID": session, "Prefer": "wait=60"},
    )
    assert reply.status_code == 200, reply.text
    return str(reply.json()["jobs"][0]["document_id"])


def test_questions_are_answered_while_no_image_is_drawn(http: httpx.Client, halted: psutil.Process) -> None:
    document = upload(http, "halted", samples.pdf([("Halted", *samples.AGREEMENT)]))
    with httpx.Client(base_url=http.base_url, timeout=0.5) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.get(f"/documents/{document}/pages/1/image")
    question = {"question": "Who signed the agreement?", "session_id": "halted"}
    job = http.post("/ask", json=question, headers={"Prefer": "wait=60"}).json()["job"]
    assert job["result"]["answers"][0]["text"] == "Maria Keller"
    halted.resume()
    assert http.get(f"/documents/{document}/pages/1/image?width=150").status_code == 200
