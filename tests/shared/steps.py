"""Steps of documents and questions through the store, as gateway and workers take them."""

import hashlib
import itertools
import json
import secrets
from dataclasses import dataclass
from typing import Any

from shared.kombu_internals import message_list
from shared.models.job import Job
from shared.models.page import Page, Word, Words
from shared.store import attachments, document_loading, document_pages, documents, jobs, ledger, questions, uploads
from shared.store.attachments import Attached
from shared.store.documents import Upload
from shared.store.driver import Store
from shared.store.operation import Operation
from shared.tasks import Priority, Queue

SPACE, TTL = "public", 1000


@dataclass(frozen=True)
class Sent:
    """A message in a list of a queue: the id and the name of its task, its list, and the whole of it."""

    id: str
    task: str
    queue: Queue
    priority: Priority
    raw: bytes

    @property
    def ahead(self) -> bool:
        """Whether it goes ahead of others."""
        return self.priority is Priority.HIGH


class RecordingStore(Store):
    """A store that keeps the ids of the tasks it revokes, and tells which messages it sends."""

    def __init__(self, url: str) -> None:
        self.sent: list[Sent] = []
        self.revoked: list[str] = []
        super().__init__(url, revoke=self.revoked.extend)

    def messages(self) -> list[Sent]:
        """The messages in the lists, in the order in which a worker takes those of a queue."""
        found = []
        for queue, priority in itertools.product(Queue, sorted(Priority)):
            for raw in reversed(self.client.lrange(message_list(queue, priority), 0, -1)):
                headers = json.loads(raw)["headers"]
                found.append(Sent(headers["id"], headers["task"], queue, priority, raw))
        return found

    def take(self, queue: Queue) -> str | None:
        """Take a message of a queue as a worker does: the id of its task."""
        first = next((one for one in self.messages() if one.queue is queue), None)
        if first is None:
            return None
        self.remove(first)
        return first.id

    def remove(self, one: Sent) -> None:
        """Remove a message."""
        self.client.lrem(message_list(one.queue, one.priority), -1, one.raw)

    def published_by(self, operation: Operation[Any]) -> list[str]:
        """Carry out an operation: the ids of the tasks whose messages it sends."""
        before = {one.raw for one in self.messages()}
        self.run(operation)
        self.sent = [one for one in self.messages() if one.raw not in before]
        return [one.id for one in self.sent]


def page(number: int, text: str = "hello world") -> Page:
    box = (0.1, 0.1, 0.2, 0.12)
    words = Words([Word(0, 5, box, None, 0, "text"), Word(6, 11, box, 0.5, 0, "ocr")])
    return Page(number, 612, 792, "mixed", text, words)


def upload(store: RecordingStore, session: str = "s", body: bytes = b"%PDF-1.7 ...", **options: Any) -> Upload:
    key = uploads.staging_key()
    store.run(uploads.write(key, 0, body, TTL))
    ids, sha256 = secrets.token_hex(4), options.pop("sha256", secrets.token_hex(32))
    media_type, max_files = options.pop("media_type", "application/pdf"), options.pop("max_files", 50)
    one = Upload(f"d{ids}", f"j{ids}", key, "a.pdf", media_type, len(body), sha256, **options)
    assert store.run(documents.publish(SPACE, session, [one], ttl=TTL, request_id="r", max_files=max_files))
    return one


def mail(store: RecordingStore, session: str = "s", **options: Any) -> Upload:
    return upload(store, session, b"From: a@b.c", media_type="message/rfc822", **options)


def attach(store: Store, document_id: str, *bodies: bytes, media_type: str = "text/plain") -> list[str]:
    """Publish what is attached to a document that is being read: the documents' ids."""
    opening = store.run(documents.opening(document_id))
    assert opening is not None
    attached = []
    for position, body in enumerate(bodies):
        store.run(uploads.write(key := uploads.staging_key(), 0, body, TTL))
        digest = hashlib.sha256(body).hexdigest()
        attached.append(Attached(position, key, f"{position}.txt", media_type, len(body), digest))
    store.run(attachments.publish(opening, attached))
    return children(store, document_id)


def children(store: Store, document_id: str) -> list[str]:
    return [one for found in store.run(document_loading.load(SPACE, [document_id])) for one in found.children]


def job(store: Store, job_id: str) -> Job:
    (found,) = store.run(jobs.load(SPACE, [job_id]))
    return found


def ask(job_id: str, session: str = "s", document_ids: tuple[str, ...] = (), **options: Any) -> Operation[str]:
    options = {"top_k": 3, "callback_url": None, "ttl": TTL, "request_id": "r", **options}
    return questions.create(SPACE, session, job_id, "Who?", document_ids=document_ids, **options)


def begin(store: Store, task_id: str, worker: str, process: int = 0) -> int:
    """Take a task's message and begin it: its attempts so far, 0 when there is nothing to do."""
    if isinstance(store, RecordingStore):
        for message in store.messages():
            if message.id == task_id:
                store.remove(message)
    lease = store.run(ledger.begin(task_id, worker, process))
    return lease.attempts if lease else 0


def begin_page(store: Store, one: Upload, number: int, task_id: str = "", seconds: float = 60) -> int:
    return store.run(document_pages.begin(one.document_id, number, task_id or f"open:{one.document_id}", seconds))


def read(store: RecordingStore, one: Upload, pages: int = 2) -> None:
    assert begin(store, f"open:{one.document_id}", "w") == 1
    assert store.published_by(documents.opened(one.document_id, pages, [], {})) == []
    for number in range(1, pages + 1):
        published = store.published_by(document_pages.finish(one.document_id, page(number)))
        assert published == ([f"finish:{one.document_id}"] if number == pages else [])
        assert all(one.ahead for one in store.sent), "what was begun is ended before more is begun"
    store.run(ledger.complete(f"open:{one.document_id}"))
