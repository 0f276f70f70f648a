"""Requests that come to nothing, to servers that are not as they should be: what is sent again, and what is raised."""

import io
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from docinsight_client import DocInsight, Retries, errors
from tests.client.conftest import JOB, Reply, event, good, problem, server

QUICK = Retries(first_delay=0.001)
LIMITS = {
    "max_file_bytes": 10,
    "max_request_bytes": 1000,
    "max_files": 2,
    "max_pages": 1,
    "max_page_pixels": 1,
    "max_page_words": 1,
    "max_question_chars": 1,
    "page_seconds": 1.0,
    "session_seconds": 1,
    "max_wait_seconds": 60,
    "max_image_width": 1,
    "media_types": [],
}


def test_an_address_where_nothing_answers_is_an_error_of_its_own() -> None:
    with DocInsight("http://127.0.0.1:9", retries=QUICK) as di:
        assert not di.alive()
        with pytest.raises(errors.Unreachable, match=r"No service answers at http://127\.0\.0\.1:9:"):
            di.limits()


@pytest.mark.parametrize("address", ["localhost", "ftp://localhost", "http://"])
def test_an_address_that_cannot_be_one_is_not_tried_again(address: str) -> None:
    with DocInsight(address, retries=Retries(first_delay=60)) as di, pytest.raises(errors.Unreachable):
        di.limits()


@pytest.mark.parametrize("status", [200, 404, 502])
def test_another_kind_of_server_is_an_error_of_its_own(status: int) -> None:
    with (
        server(lambda *_: (status, "text/html", "<h1>hello</h1>", {})) as base,
        DocInsight(base, retries=QUICK) as di,
        pytest.raises(errors.NotDocInsight, match=f"is not doc-insight; the status is {status}"),
    ):
        di.limits()


def test_a_refusal_names_each_file_and_what_is_wrong_with_it() -> None:
    files = [{"filename": "a.exe", "type": "/problems/x", "detail": "It is of no supported type."}]
    reply = problem(415, "Nothing was kept.", "unsupported-media-type", files=files, of_a_newer_service=1)
    with server(lambda *_: reply) as base, DocInsight(base) as di:
        with pytest.raises(errors.UnsupportedMediaType) as refused:
            di.upload(b"MZ")
        assert str(refused.value) == "Nothing was kept. a.exe: It is of no supported type."


def test_a_problem_of_a_newer_service_is_raised_as_a_problem() -> None:
    with server(lambda *_: problem(418, "It is a teapot.", "teapot")) as base, DocInsight(base) as di:
        with pytest.raises(errors.ProblemError, match="It is a teapot") as refused:
            di.limits()
        assert type(refused.value) is errors.ProblemError


@pytest.mark.parametrize("slug", [429, 503, 409])
def test_an_upload_that_is_put_off_is_sent_again_whole_under_the_same_key(tmp_path: Path, slug: int) -> None:
    seen: list[tuple[str, bool]] = []

    def reply(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        seen.append((request.headers["Idempotency-Key"], b"all of it" in body))
        return problem(slug, "Wait.") if len(seen) < 3 else good({"session_id": "s", "jobs": [JOB]})

    path = tmp_path / "a.txt"
    path.write_text("all of it")
    with server(reply) as base, DocInsight(base, retries=QUICK) as di:
        assert di.upload(path).session_id == "s"
        assert di.session_id == "s"
    assert seen == [(seen[0][0], True)] * 3


class Pipe(io.BytesIO):
    """A file that can be read once."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation


def test_open_files_are_sent_from_where_they_stand_and_again_from_there() -> None:
    bodies: list[bytes] = []

    def reply(_: BaseHTTPRequestHandler, body: bytes) -> Reply | None:
        bodies.append(body)
        return None if len(bodies) % 2 else good({"session_id": "s", "jobs": [JOB]})

    opened = io.BytesIO(b"before|after")
    opened.seek(7)
    sent: list[tuple[int, int]] = []
    with server(reply) as base, DocInsight(base, retries=QUICK) as di:
        di.upload(("a.txt", opened), on_sent=lambda *counts: sent.append(counts))
        di.upload(("b.txt", Pipe(b"once only")))
    assert [b"after" in body and b"before" not in body for body in bodies] == [True, True, False, False]
    assert [b"once only" in body for body in bodies[2:]] == [True, True]
    assert sent == [(5, 5), (5, 5)]


def test_a_rate_limit_that_persists_is_raised() -> None:
    asked: list[str] = []

    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        asked.append(request.path)
        return problem(429, "Wait a little.", "rate-limited")

    with server(reply) as base, DocInsight(base, retries=Retries(attempts=3)) as di:
        with pytest.raises(errors.RateLimited, match="Wait a little") as refused:
            di.limits()
        assert refused.value.retry_after == 0
    assert len(asked) == 3


def test_a_pause_that_is_too_long_is_not_waited_for() -> None:
    def reply(*_: object) -> Reply:
        status, kind, body, _headers = problem(503, "Later.", "unavailable")
        return status, kind, body, {"Retry-After": "3600"}

    with server(reply) as base, DocInsight(base) as di, pytest.raises(errors.Unavailable) as refused:
        di.limits()
    assert refused.value.retry_after == 3600


def test_what_a_lost_deletion_has_deleted_is_no_error() -> None:
    seen: list[str] = []

    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply | None:
        seen.append(request.path)
        return None if len(seen) == 1 else problem(404, "There is no such document.", "not-found")

    with server(reply) as base, DocInsight(base, retries=QUICK) as di:
        di.delete_document("d")
        assert len(seen) == 2
        with pytest.raises(errors.NotFound):
            di.delete_document("d")


def test_a_stream_that_breaks_is_taken_up_after_the_last_event_seen() -> None:
    asked: list[str] = []

    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        if not request.path.endswith("/events"):
            return good({"job": JOB})
        asked.append(request.headers.get("Last-Event-ID", ""))
        comment = ": keepalive\n\n"
        text = comment + event(1, "queued") + comment + event(2, "running") + comment
        text = text if len(asked) == 1 else event(3, "cancelled")
        # More is promised than comes: the connection breaks.
        length = {"Content-Length": str(len(text) + (len(asked) == 1))}
        return 200, "text/event-stream", text, length

    with server(reply) as base, DocInsight(base, session_id="s", retries=QUICK) as di:
        states = list(di.submit_question("Who?").follow())
        assert [job.status for job in states] == ["queued", "running", "cancelled"]
        with pytest.raises(errors.JobCancelled):
            states[-1].outcome()
    assert asked == ["", "2"]


def test_streams_that_always_end_at_once_are_given_up() -> None:
    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        return (200, "text/event-stream", ": hello\n\n", {}) if "events" in request.path else good({"job": JOB})

    with (
        server(reply) as base,
        DocInsight(base, session_id="s", retries=Retries(attempts=3, first_delay=0.001)) as di,
        pytest.raises(errors.Unreachable),
    ):
        list(di.submit_question("Who?").follow())


@pytest.mark.parametrize("on_progress", [None, print])
def test_a_wait_ends_when_its_time_is_over(on_progress: None) -> None:
    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        if request.path.endswith("/events"):
            return 200, "text/event-stream", event(1, "running"), {}
        return good(JOB if request.command == "GET" else {"job": JOB})

    with server(reply) as base, DocInsight(base, session_id="s") as di:
        with pytest.raises(errors.WaitTimeout, match=r"Job j1 has not ended within 0\.3 s") as over:
            di.submit_question("Who?").wait(timeout=0.3, on_progress=on_progress)
        assert isinstance(over.value, TimeoutError)
        assert over.value.job.id == "j1"


def test_files_are_shared_out_to_requests_as_the_limits_call_for() -> None:
    batches: list[int] = []

    def reply(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.path == "/limits":
            return good(LIMITS)
        batches.append(body.count(b"filename="))
        sessions.append(request.headers.get("X-Session-ID"))
        return good({"session_id": "s", "jobs": [JOB] * batches[-1]})

    sessions: list[str | None] = []
    with server(reply) as base, DocInsight(base) as di:
        assert len(di.upload_many([b"a" * 100, b"b" * 990, b"c", b"d", b"e"])) == 5
    assert batches == [1, 1, 2, 1]
    assert sessions == [None, "s", "s", "s"]


def test_the_key_is_sent_and_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def reply(request: BaseHTTPRequestHandler, _: bytes) -> Reply:
        seen.append(request.headers.get("Authorization"))
        return good(LIMITS)

    with server(reply) as base:
        with DocInsight(base, key="secret") as di:
            di.limits()
        monkeypatch.setenv("DOCINSIGHT_KEY", "of the environment")
        monkeypatch.setenv("DOCINSIGHT_BASE", base)
        with DocInsight() as di:
            di.limits()
    assert seen == ["Bearer secret", "Bearer of the environment"]


def test_fields_that_a_newer_service_sends_are_kept() -> None:
    with server(lambda *_: good({**LIMITS, "max_moons": 3})) as base, DocInsight(base) as di:
        limits = di.limits()
    assert limits.model_extra == {"max_moons": 3}
    assert '"max_moons":3' in limits.model_dump_json()


def test_a_question_without_a_session_is_refused_before_it_is_sent() -> None:
    with DocInsight("http://127.0.0.1:9") as di, pytest.raises(errors.NoSession):
        di.ask("Who signed it?")
