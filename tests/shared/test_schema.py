"""The names of keys, queues and tasks: one source for Python, the scripts and the documentation."""

import json
import re
import runpy
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Corrupt
from shared.models.answer import Answers, Searched
from shared.models.document import DocumentWarning
from shared.models.page_choice import PageChoice
from shared.models.searchable_pdf import SearchablePdf
from shared.store import (
    document_pages,
    documents,
    idempotency,
    images,
    jobs,
    ledger,
    limits,
    presence,
    searchable_pdfs,
    sessions,
    uploads,
    webhooks,
)
from shared.store.driver import Store
from shared.store.keys import Channel, Key
from shared.store.names import lua_names
from shared.store.operation import Operation
from shared.tasks import (
    ANSWER_QUESTION,
    FINISH_DOCUMENT,
    NOTIFY,
    OPEN_DOCUMENT,
    READ_PAGE,
    RENDER_PAGE,
    TASKS,
    DocumentPayload,
    ImagePayload,
    QuestionPayload,
    SlicePayload,
    Task,
    WebhookPayload,
)
from tests.shared.steps import SPACE, TTL, RecordingStore, ask, attach, begin_page, mail, page, read, upload

ROOT = Path(__file__).parents[2]
BOUNDS = images.Bounds(1000, 1000, 0.8)
SCRIPTS = ROOT / "shared/store/scripts"
PAYLOADS: list[tuple[Task[Any], Any, str]] = [
    (OPEN_DOCUMENT, DocumentPayload("d1f"), "open:d1f"),
    (READ_PAGE, SlicePayload("d1f", 3, 4), "read:d1f:3-4"),
    (FINISH_DOCUMENT, DocumentPayload("d1f"), "finish:d1f"),
    (ANSWER_QUESTION, QuestionPayload("j1f"), "ask:j1f"),
    (RENDER_PAGE, ImagePayload("d1f", 2, 800, "png"), "render:d1f:2:800:png"),
    (NOTIFY, WebhookPayload("j1f", 2), "notify:j1f:2"),
]


def test_scripts_name_keys_and_channels_as_python_does(store: Store) -> None:
    for table, names in (("keys", Key), ("channels", Channel)):
        for name in names:
            parts = [f"part{number}" for number in range(name.template.count("%s"))]
            entry = f"{table}.{name.name.lower()}"
            script = f"{lua_names()} local name = {entry} return type(name) == 'string' and name or name(unpack(ARGV))"
            assert store.client.eval(script, 0, *parts) == name.of(*parts).encode()


@pytest.mark.parametrize(("task", "payload", "task_id"), PAYLOADS)
def test_a_task_id_is_made_of_its_payload(store: Store, task: Task[Any], payload: Any, task_id: str) -> None:
    prelude = lua_names() + "".join((SCRIPTS / f"prelude/{part}.lua").read_text() for part in ("common", "ledger"))
    script = f"{prelude} return task_id(tasks[a.task], a.payload)"
    arguments = json.dumps({"task": task.name.partition(".")[2], "payload": asdict(payload)})
    assert store.client.eval(script, 0, arguments) == task_id.encode()


@pytest.mark.parametrize(("task", "payload", "task_id"), PAYLOADS)
def test_a_record_of_the_release_before_is_read_from_its_id(task: Task[Any], payload: Any, task_id: str) -> None:
    assert task.payload_of(task_id, {field: str(value) for field, value in asdict(payload).items()}) == payload
    assert task.payload_of(task_id, {"task": task.name, "job": "j1f", "tries": "1"}) == payload


def test_the_first_delivery_of_a_webhook_had_no_number_before() -> None:
    assert NOTIFY.payload_of("notify:j1f", {"job": "j1f"}) == WebhookPayload("j1f", 1)


def test_scripts_take_every_name_from_python() -> None:
    names = [*(task.name for task in TASKS), "'di:", '"di:']
    for script in SCRIPTS.rglob("*.lua"):
        assert [name for name in names if name in script.read_text()] == [], script


def test_nothing_outside_the_store_knows_a_key() -> None:
    for room in ("api", "worker", "cli", "shared"):
        for module in (ROOT / room).rglob("*.py"):
            if module != ROOT / "shared/store/keys.py":
                assert not re.search(r"\bdi:[a-z]", module.read_text()), module


def test_the_page_of_the_schema_is_that_of_the_names() -> None:
    written = (ROOT / "docs/redis-schema.md").read_text()
    assert written == runpy.run_path(str(ROOT / "docs/redis_schema.py"))["page"](), "run: make docs"


class WatchedStore(RecordingStore):
    """A store that remembers every key that was there after an operation: its type, and a hash's fields."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.seen: dict[str, tuple[str, set[str]]] = defaultdict(lambda: ("", set()))

    def run(self, operation: Operation[Any]) -> Any:
        result = super().run(operation)
        for key in self.client.keys("di:*"):
            kind = self.client.type(key).decode()
            fields = {field.decode() for field in self.client.hkeys(key)} if kind == "hash" else set()
            self.seen[key.decode()] = (kind, self.seen[key.decode()][1] | fields)
        return result


@pytest.fixture
def watched(redis_url: str) -> Iterator[WatchedStore]:
    store = WatchedStore(redis_url)
    with store.opened():
        yield store


def test_the_keys_of_a_full_run_are_those_of_the_schema(watched: WatchedStore) -> None:
    full_run(watched)
    found: dict[Key, set[str]] = defaultdict(set)
    for name, (kind, fields) in watched.seen.items():
        (key,) = [key for key in Key if re.fullmatch(_expression(key), name)]
        assert kind == key.type, name
        found[key] |= fields
    assert set(found) == set(Key)
    for key in Key:
        if key.fields:
            assert found[key] == set(key.fields), key.pattern


def _expression(key: Key) -> str:
    part = ".+" if key is Key.TASK else "[^:]+"
    return key.template.replace("%s", part)


def full_run(store: WatchedStore) -> None:
    """Everything that can happen to documents, questions, pictures, webhooks and workers."""
    store.run(limits.take(SPACE, per_minute=10, most=10))
    store.run(presence.announce(presence.Presence("w", ("ocr", "webhooks"), 1, "0")))
    claim = idempotency.new_claim(SPACE, "key")
    store.run(idempotency.claim(claim))
    one = upload(store, password="secret", callback_url="http://receiver.example/")
    two = upload(store, sha256="0" * 64)
    store.run(jobs.cancel(SPACE, upload(store, pages=PageChoice.parse("1-5,9")).job_id))
    store.run(uploads.write(key := uploads.staging_key(), 0, b"same", TTL))
    same = documents.Upload("d3", "j3", key, "b.pdf", "application/pdf", 4, "0" * 64)
    settled = idempotency.Claim(claim.key, claim.token, "fingerprint")
    store.run(documents.publish(SPACE, "s", [same], ttl=TTL, request_id="r", claim=settled))
    parent = mail(store)
    (child,) = attach(store, parent.document_id, b"attached")
    warning = DocumentWarning.of_attachments("unread-attachments", ["a program"])
    store.run(documents.warn_of_attachments(parent.document_id, [warning]))
    store.run(documents.delete(SPACE, child))
    store.run(sessions.keep(SPACE, "s", TTL))
    store.run(ask("q", callback_url="http://receiver.example/", traceparent="00-1-2-01"))
    store.run(ask("searched", search=True))
    store.run(images.request(one.document_id, 1, 800, "png", "r"))
    store.run(images.keep(one.document_id, images.field(1, 800, "png"), b"\x89PNG", BOUNDS))
    store.run(searchable_pdfs.request(one.document_id, "r"))
    store.run(searchable_pdfs.keep(one.document_id, SearchablePdf(12, b"rest"), BOUNDS))

    slices = [(number, number) for number in range(1, 8)]
    store.run(ledger.begin(f"open:{two.document_id}", "w"))
    begin_page(store, two, 0)
    store.run(document_pages.leave(two.document_id, 0))
    store.run(documents.opened(two.document_id, 7, slices, {"ocr_used": "{}", "source_warnings": "hidden-text"}))
    store.run(ledger.begin(f"read:{two.document_id}:1-1", "w", 1))
    begin_page(store, two, 1, f"read:{two.document_id}:1-1")
    store.run(ledger.requeue_all("w"))
    store.run(document_pages.finish(two.document_id, page(1), Corrupt().problem(), died=True))
    store.run(jobs.fail(two.job_id, Corrupt().problem()))

    read(store, one)
    store.run(jobs.succeed_document(one.job_id, index=b"index", warnings=[]))
    store.run(jobs.cancel(SPACE, same.job_id))
    searched = Searched(documents=1, pages=2, passages=1)
    answers = Answers(question="Who?", answered=False, answers=[], searched=searched, model="m", seconds=0.1)
    store.run(jobs.succeed("q", result=answers))
    store.run(webhooks.put_off("q", 1, "away", 60))
    store.run(webhooks.put_off(one.job_id, 1, "away", None))
    store.run(ledger.sweep())
    # More than one client may have under way.
    for one in (upload(store, callback_url="http://receiver.example/") for _ in range(3)):
        store.run(jobs.cancel(SPACE, one.job_id))
    # More than have their messages sent at once.
    for _ in range(12):
        upload(store)
