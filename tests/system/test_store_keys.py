"""What a running service leaves in Redis."""

import re
from collections.abc import Iterator

import httpx
import pytest

from shared.kombu_internals import message_lists
from shared.store.driver import Store
from shared.store.keys import Key
from shared.tasks import Queue
from tests import samples
from tests.system.conftest import Service

CELERY = {"unacked", "unacked_index", "unacked_mutex", *(name for queue in Queue for name in message_lists(queue))}


@pytest.fixture
def store(service: Service) -> Iterator[Store]:
    with Store(service.redis_url).opened() as store:
        yield store


def test_every_key_is_in_the_schema_and_expires(http: httpx.Client, store: Store) -> None:
    digital = samples.pdf([("Keys", *samples.AGREEMENT)])
    scan = samples.encoded([samples.picture(("Keys", *samples.INVOICE))], "PDF")
    headers = {"X-Session-ID": "keys", "Prefer": "wait=60", "Idempotency-Key": "keys"}
    reply = http.post("/upload", files=[("files", digital), ("files", scan)], headers=headers)
    assert reply.status_code == 200, reply.text
    document = reply.json()["jobs"][0]["document_id"]
    question = {"question": "Who signed the agreement?", "session_id": "keys"}
    assert http.post("/ask", json=question, headers={"Prefer": "wait=60"}).status_code == 200
    assert http.get(f"/documents/{document}/pages/1/image", params={"width": 200}).status_code == 200

    expressions = [(key, re.compile(key.template.replace("%s", ".+" if key is Key.TASK else "[^:]+"))) for key in Key]
    ours = [name.decode() for name in store.client.scan_iter("*") if not _is_celerys(name.decode())]
    assert len(ours) > 10
    for name in ours:
        found = [key for key, expression in expressions if expression.fullmatch(name)]
        assert len(found) == 1, name
        kind, seconds = store.client.type(name).decode(), store.client.ttl(name)
        # It may have expired since it was listed.
        assert (kind, seconds) == ("none", -2) or (kind == found[0].type and seconds > -1), name


def _is_celerys(name: str) -> bool:
    return name in CELERY or name.startswith("_kombu.binding")
