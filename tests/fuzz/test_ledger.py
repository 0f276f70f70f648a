"""Whatever happens to workers and messages, in whatever order, every job ends once and nothing is left behind."""

import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from shared.errors import GaveUp
from shared.kombu_internals import message_list
from shared.models.answer import Answers, Searched
from shared.models.page import Page
from shared.store import document_pages, documents, jobs, ledger, questions, sessions, uploads
from shared.store.document_pages import OPENING
from shared.store.documents import Upload
from shared.tasks import TASKS, DocumentPayload, QuestionPayload, SlicePayload
from tests.shared.steps import RecordingStore, Sent

SPACE, TTL, MAX_ATTEMPTS = "public", 1000, 3
SESSIONS = ("s", "t")
WORKERS = ("a", "b")
FATES = ("dies", "falls silent", "ends")


class Ledger(RuleBasedStateMachine):
    """Documents and questions, workers that die at any step, and messages that are lost or come twice."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.store = RecordingStore(self.url)
        self.store.client.flushall()
        self.pages: dict[str, tuple[int, int]] = {}
        self.documents: list[str] = []
        self.session_of: dict[str, str] = {}
        self.jobs: list[str] = []
        self.ends: dict[str, tuple[str, object]] = {}

    # ---- clients

    @rule(session=st.sampled_from(SESSIONS), count=st.integers(1, 4), scanned=st.integers(0, 4))
    def upload(self, session: str, count: int, scanned: int) -> None:
        key, ids = uploads.staging_key(), secrets.token_hex(4)
        self.store.run(uploads.write(key, 0, b"body", TTL))
        one = Upload(f"d{ids}", f"j{ids}", key, "a.pdf", "application/pdf", 4, "0" * 64)
        assert self.store.run(documents.publish(SPACE, session, [one], ttl=TTL, request_id="r"))
        self.pages[one.document_id] = (count, min(scanned, count))
        self.documents.append(one.document_id)
        self.session_of[one.document_id] = session
        self.jobs.append(one.job_id)

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        session = self.session_of[data.draw(st.sampled_from(self.documents))]
        own = [one for one in self.documents if self.session_of[one] == session]
        wanted = data.draw(st.lists(st.sampled_from(own), max_size=3))
        job = f"q{secrets.token_hex(4)}"
        outcome = self.store.run(
            questions.create(
                SPACE,
                session,
                job,
                "Who?",
                document_ids=wanted,
                top_k=3,
                callback_url=None,
                ttl=TTL,
                request_id="r",
            )
        )
        if outcome == "accepted":
            self.jobs.append(job)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.store.run(jobs.cancel(SPACE, data.draw(st.sampled_from(self.jobs))))

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.documents))
        self.store.run(documents.delete(SPACE, one))
        self.documents.remove(one)
        gone = f"j{one[1:]}"
        self.jobs.remove(gone)
        self.ends.pop(gone, None)

    # ---- messages

    @precondition(lambda self: self.store.messages())
    @rule(
        data=st.data(),
        worker=st.sampled_from(WORKERS),
        steps=st.integers(0, 12),
        after=st.sampled_from(FATES),
    )
    def deliver(self, data: st.DataObject, worker: str, steps: int, after: str) -> None:
        """A worker takes any message up. After so many steps, if it takes that many, something happens to it."""
        one = data.draw(st.sampled_from(self.store.messages()))
        self.store.remove(one)
        steps_left = self.steps_of(one, worker, process=data.draw(st.integers(1, 2)))
        for _ in range(steps):
            if next(steps_left, None) is None:
                return
        if after == "dies":
            self.store.run(ledger.requeue(one.id, worker, refund_attempt=False))
        if after == "ends":
            self.store.run(ledger.requeue_all(worker))

    @precondition(lambda self: self.store.messages())
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        self.store.remove(data.draw(st.sampled_from(self.store.messages())))

    @precondition(lambda self: self.store.messages())
    @rule(data=st.data())
    def double(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.store.messages()))
        self.store.client.lpush(message_list(one.queue, one.priority), one.raw)

    @rule()
    def sweep_after_a_while(self) -> None:
        keys = [key for kind in ("queued", "ahead", "sent") for key in self.store.client.keys(f"di:{kind}:*")]
        for key in (b"di:running", *keys):
            for member in self.store.client.zrange(key, 0, -1):
                self.store.client.zincrby(key, -2 * TTL, member)
        self.store.run(ledger.sweep())

    # ---- workers

    def steps_of(self, one: Sent, worker: str, process: int) -> Iterator[bool]:
        """A task, step by step, as workers do it."""
        run = self.store.run
        lease = run(ledger.begin(one.id, worker, process))
        if lease is None:
            return
        yield True
        (task,) = [task for task in TASKS if task.name == one.task]
        self.running = one.id
        yield from getattr(self, task.name.partition(".")[2])(task.payload_of(one.id, lease.record))
        run(ledger.complete(one.id))

    def open_document(self, payload: DocumentPayload) -> Iterator[bool]:
        document = payload.document_id
        opening = self.store.run(documents.opening(document))
        if opening is None:
            return
        attempts = self.store.run(document_pages.begin(document, OPENING, self.running, 60))
        yield True
        if attempts == 0:
            return
        if attempts < 0 or attempts > MAX_ATTEMPTS:
            self.store.run(jobs.fail(opening.job_id, GaveUp().problem()))
            return
        self.store.run(document_pages.leave(document, OPENING))
        count, scanned = self.pages[document]
        self.store.run(documents.opened(document, count, [], {}))
        yield True
        for number in range(1, count - scanned + 1):
            yield from self.do_page(document, number)
        slices = [(number, number) for number in range(count - scanned + 1, count + 1)]
        self.store.run(documents.opened(document, count, slices, {}))
        yield True

    def read_page(self, payload: SlicePayload) -> Iterator[bool]:
        self.store.run(documents.enqueue_slice(payload.document_id))
        yield True
        for number in payload.pages:
            yield from self.do_page(payload.document_id, number)

    def do_page(self, document: str, number: int) -> Iterator[bool]:
        attempts = self.store.run(document_pages.begin(document, number, self.running, 60))
        yield True
        if attempts == 0:
            return
        problem = GaveUp().problem() if attempts < 0 or attempts > MAX_ATTEMPTS else None
        page = Page(number, 595, 842, "failed" if problem else "text", "")
        self.store.run(document_pages.finish(document, page, problem))
        self.store.run(document_pages.leave(document, number))
        yield True

    def finish_document(self, payload: DocumentPayload) -> Iterator[bool]:
        document = payload.document_id
        opening = self.store.run(documents.opening(document))
        if opening is None:
            return
        yield True
        assert len(self.store.client.hkeys(f"di:doc:{document}:summaries")) in (0, opening.page_count)
        self.store.run(jobs.succeed_document(opening.job_id, index=b"index", warnings=[]))
        yield True

    def answer_question(self, payload: QuestionPayload) -> Iterator[bool]:
        job = payload.job_id
        question = self.store.run(questions.load(job))
        if question is None:
            return
        statuses = [status for _, status, _ in self.store.run(documents.statuses(question.document_ids))]
        assert not {"queued", "running"} & set(statuses), "a question is answered when all it waits for has ended"
        yield True
        searched = Searched(documents=1, pages=1, passages=1)
        answers = Answers(question="Who?", answered=False, answers=[], searched=searched, model="m", seconds=0.1)
        self.store.run(jobs.succeed(job, result=answers))
        yield True

    # ---- what holds

    @invariant()
    def an_ended_job_stays_as_it_is(self) -> None:
        for job in self.store.run(jobs.load(SPACE, self.jobs)):
            end = (job.status, job.finished_at)
            if job.ended:
                assert self.ends.setdefault(job.id, end) == end
            else:
                assert job.id not in self.ends

    @invariant()
    def every_key_expires(self) -> None:
        assert [key for key in self.store.client.keys("di:*") if self.store.client.ttl(key) < 0] == []

    def teardown(self) -> None:
        """In the end every job ends, and a deleted session leaves nothing."""
        try:
            for _ in range(40):
                self.sweep_after_a_while()
                while messages := self.store.messages():
                    one = messages[0]
                    self.store.remove(one)
                    for _ in self.steps_of(one, "living", 1):
                        pass
                if all(job.ended for job in self.store.run(jobs.load(SPACE, self.jobs))):
                    break
            left = [(job.id, job.status) for job in self.store.run(jobs.load(SPACE, self.jobs)) if not job.ended]
            assert left == []
            assert len(self.store.run(jobs.load(SPACE, self.jobs))) == len(self.jobs)
            for session in SESSIONS:
                self.store.run(sessions.delete(SPACE, session))
            assert [key for key in self.store.client.keys("di:*") if key not in (b"di:swept", b"di:ended")] == []
        finally:
            self.store.client.close()


def test_every_job_ends_once_whatever_happens_to_workers_and_messages(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Time passes by the rules alone, however slow the machine is.
    monkeypatch.setattr(ledger, "LEASE_SECONDS", TTL)
    machine = type("LedgerHere", (Ledger,), {"url": redis_url})
    chosen = settings(max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=chosen)
