"""What is attached to mails becomes documents of their own, once, and lives and ends with its mail."""

import pytest

from shared.errors import Corrupt
from shared.models.document import Document
from shared.store import attachments, document_loading, documents, jobs, ledger, questions, sessions
from shared.store.attachments import Attached
from tests.shared.steps import SPACE, RecordingStore, ask, attach, begin, children, job, mail, read, upload


def loaded(store: RecordingStore, document_id: str) -> Document:
    (found,) = store.run(document_loading.load(SPACE, [document_id]))
    return found


def status(store: RecordingStore, document_id: str) -> str | None:
    return store.run(documents.status(SPACE, document_id))


def succeed(store: RecordingStore, document_id: str, pages: int = 1) -> None:
    found = store.client.hget(f"di:doc:{document_id}", "job")
    assert found is not None
    store.run(ledger.begin(f"open:{document_id}", "w"))
    store.run(ledger.complete(f"open:{document_id}"))
    store.run(jobs.succeed_document(found.decode(), index=b"index", warnings=[]))


def test_each_has_a_job_its_mail_and_its_mail_has_them_in_their_order(store: RecordingStore) -> None:
    one = mail(store)
    first, second = attach(store, one.document_id, b"first", b"second")
    assert loaded(store, one.document_id).parent_id is None
    found = loaded(store, second)
    assert (found.parent_id, found.filename, found.bytes, found.session_id) == (one.document_id, "1.txt", 6, "s")
    assert store.run(documents.read_file(first, 0, 9)) == b"first"
    listed = store.run(sessions.load(SPACE, "s", limit=9))
    assert listed is not None
    assert listed.documents == [one.document_id, first, second]
    listing, _ = store.run(jobs.of_session(SPACE, "s", limit=9))
    assert [one.document_id for one in listing] == [second, first, one.document_id]
    assert f"open:{first}" in [message.id for message in store.messages()]


def test_a_task_that_is_done_again_doubles_nothing(store: RecordingStore) -> None:
    one = mail(store)
    before = attach(store, one.document_id, b"first", b"second")
    read(store, one)
    assert attach(store, one.document_id, b"first", b"second") == before
    assert len(store.run(document_loading.load(SPACE, before))) == 2
    assert store.client.keys("di:staging:*") == []


def test_a_question_waits_for_what_is_attached_later_and_is_about_it(store: RecordingStore) -> None:
    one = mail(store)
    store.run(ask("q"))
    store.run(ask("of-the-mail", document_ids=(one.document_id,)))
    other = upload(store)
    store.run(ask("of-another", document_ids=(other.document_id,)))
    (child,) = attach(store, one.document_id, b"attached")
    succeed(store, other.document_id)
    succeed(store, one.document_id)
    asked = [message.id for message in store.messages() if message.id.startswith("ask:")]
    assert asked == ["ask:of-another"]
    succeed(store, child)
    asked = [message.id for message in store.messages() if message.id.startswith("ask:")]
    assert sorted(asked) == ["ask:of-another", "ask:of-the-mail", "ask:q"]
    for name in ("q", "of-the-mail"):
        question = store.run(questions.load(name))
        assert question is not None
        assert question.document_ids == (one.document_id, child)


def test_a_question_about_a_mail_is_about_what_is_attached_however_deep(store: RecordingStore) -> None:
    one = mail(store)
    (inner,) = attach(store, one.document_id, b"From: x@y.z", media_type="message/rfc822")
    (deep,) = attach(store, inner, b"attached")
    for document_id in (one.document_id, inner, deep):
        succeed(store, document_id)
    store.run(ask("q", document_ids=(one.document_id,)))
    question = store.run(questions.load("q"))
    assert question is not None
    assert question.document_ids == (one.document_id, inner, deep)
    opening = store.run(documents.opening(deep))
    assert opening is not None
    assert opening.depth == 2


def test_they_count_as_files_of_the_upload(store: RecordingStore) -> None:
    one = mail(store, max_files=3)
    (inner, _) = attach(store, one.document_id, b"From: x@y.z", b"second", media_type="message/rfc822")
    assert attach(store, inner, b"one too many") == []
    opening = store.run(documents.opening(one.document_id))
    assert opening is not None
    row = Attached(2, "di:staging:none", "third", "text/plain", 3, "0" * 64)
    assert store.run(attachments.publish(opening, [row])) == 1


@pytest.mark.parametrize("mail_has_ended", [False, True])
def test_cancelling_a_mail_cancels_what_is_attached_and_not_yet_read(
    store: RecordingStore, mail_has_ended: bool
) -> None:
    one = mail(store)
    done, running, waiting = attach(store, one.document_id, b"done", b"running", b"waiting")
    succeed(store, done)
    if mail_has_ended:
        succeed(store, one.document_id)
    assert begin(store, f"open:{running}", "w") == 1
    assert store.run(jobs.cancel(SPACE, one.job_id))
    assert job(store, one.job_id).status == ("succeeded" if mail_has_ended else "cancelled")
    assert [status(store, one) for one in (done, running, waiting)] == ["succeeded", "cancelled", "cancelled"]
    assert store.revoked == [f"open:{running}"]


def test_nothing_is_attached_to_a_mail_that_was_cancelled(store: RecordingStore) -> None:
    one = mail(store)
    store.run(jobs.cancel(SPACE, one.job_id))
    assert attach(store, one.document_id, b"late") == []
    assert store.client.keys("di:staging:*") == []


def test_deleting_a_mail_deletes_what_is_attached_however_deep(store: RecordingStore) -> None:
    one, other = mail(store), upload(store)
    (inner,) = attach(store, one.document_id, b"From: x@y.z", media_type="message/rfc822")
    (deep,) = attach(store, inner, b"attached")
    assert store.run(documents.delete(SPACE, one.document_id))
    assert store.run(documents.known([one.document_id, inner, deep, other.document_id])) == {other.document_id}
    listing, _ = store.run(jobs.of_session(SPACE, "s", limit=9))
    assert [job.document_id for job in listing] == [other.document_id]


def test_one_that_is_deleted_by_itself_leaves_its_mail_and_comes_again_with_it(store: RecordingStore) -> None:
    one = mail(store, sha256="1" * 64)
    first, second = attach(store, one.document_id, b"first", b"second")
    for document_id in (first, second, one.document_id):
        succeed(store, document_id)
    assert store.run(documents.delete(SPACE, first))
    assert children(store, one.document_id) == [second]
    again = mail(store, sha256="1" * 64)
    assert job(store, again.job_id).status == "queued"


def test_equal_mails_are_read_once_with_all_that_is_attached(store: RecordingStore) -> None:
    one = mail(store, sha256="2" * 64)
    (inner,) = attach(store, one.document_id, b"From: x@y.z", media_type="message/rfc822")
    (deep,) = attach(store, inner, b"attached")
    follower = mail(store, session="t", sha256="2" * 64)
    store.run(ask("q", session="t"))
    for document_id in (deep, inner):
        succeed(store, document_id)
    assert children(store, follower.document_id) == []
    succeed(store, one.document_id)
    (copied,) = children(store, follower.document_id)
    (copied_deep,) = children(store, copied)
    assert {inner, deep}.isdisjoint({copied, copied_deep})
    assert [status(store, one) for one in (follower.document_id, copied, copied_deep)] == ["succeeded"] * 3
    assert loaded(store, copied_deep).session_id == "t"
    assert store.run(documents.read_file(copied_deep, 0, 99)) == b"attached"
    question = store.run(questions.load("q"))
    assert question is not None
    assert question.document_ids[:2] == (follower.document_id, copied)
    assert "ask:q" in [message.id for message in store.messages()]

    later = mail(store, session="u", sha256="2" * 64)
    assert job(store, later.job_id).status == "succeeded"
    assert store.run(documents.delete(SPACE, one.document_id))
    assert status(store, copied_deep) == "succeeded"


def test_an_equal_mail_that_may_have_fewer_files_is_read_itself(store: RecordingStore) -> None:
    one = mail(store, sha256="3" * 64)
    for document_id in (*attach(store, one.document_id, b"first", b"second"), one.document_id):
        succeed(store, document_id)
    again = mail(store, sha256="3" * 64, max_files=2)
    assert job(store, again.job_id).status == "queued"


def test_what_is_attached_stays_where_the_reading_of_its_mail_fails(store: RecordingStore) -> None:
    one = mail(store)
    (child,) = attach(store, one.document_id, b"attached")
    store.run(jobs.fail(one.job_id, Corrupt().problem()))
    succeed(store, child)
    assert loaded(store, child).parent_id == one.document_id
