"""The client and the service agree: every problem, every call, one logic for both clients."""

import contextlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import docinsight_client
from client import make_sync
from docinsight_client import AsyncDocInsight, DocInsight, DocInsightError, Retries, errors
from shared import __version__
from shared import errors as service_errors
from tests.test_rooms import ROOT

UNTAUGHT = {("GET", "/openapi.json"), ("GET", "/docs"), ("GET", "/")}
"""What is made for browsers."""


def kinds(of: type[Exception]) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_problem_of_the_service_has_an_exception_of_its_own() -> None:
    known = {kind.slug for kind in kinds(service_errors.DocInsightError) if "slug" in vars(kind)} | {"internal"}
    assert known - set(errors.PROBLEM_ERRORS) == set()
    assert len(errors.PROBLEM_ERRORS) == len([kind for kind in kinds(errors.ProblemError) if "slug" in vars(kind)])


def test_an_exception_is_a_kind_of_another_where_the_service_s_is() -> None:
    ours = errors.PROBLEM_ERRORS
    for kind in kinds(service_errors.DocInsightError):
        for parent in kind.__bases__:
            if "slug" in vars(kind) and "slug" in vars(parent) and parent.slug != "internal":
                assert issubclass(ours[kind.slug], ours[parent.slug]), kind


def test_the_client_without_await_is_what_is_made_from_the_one_with_it(tmp_path: Path) -> None:
    """``python -m client.make_sync`` makes it anew."""
    make_sync.make(tmp_path)
    made = {path.name: path.read_text() for path in tmp_path.glob("*.py")}
    assert made == {path.name: path.read_text() for path in make_sync.TARGET.glob("*.py")}


def test_both_clients_have_the_same_methods_with_the_same_parameters() -> None:
    def methods(of: type) -> dict[str, list[str]]:
        found = inspect.getmembers(of, inspect.isfunction)
        return {name: list(inspect.signature(one).parameters) for name, one in found if not name.startswith("_")}

    without, with_await = methods(DocInsight), methods(AsyncDocInsight)
    with_await["close"] = with_await.pop("aclose")
    assert without == with_await


def test_the_version_is_that_of_the_service() -> None:
    assert docinsight_client.__version__ == __version__
    assert f'version = "{__version__}"' in (ROOT / "client/pyproject.toml").read_text()


CALLS: dict[str, Callable[[DocInsight], object]] = {
    "upload": lambda di: di.upload(b"a text", session="s"),
    "upload_many": lambda di: di.upload_many([b"a text"], session="s"),
    "ask": lambda di: di.ask("Who?", session="none"),
    "submit_question": lambda di: di.submit_question("Who?", session="none"),
    "search": lambda di: di.search("Who?", session="none"),
    "submit_search": lambda di: di.submit_search("Who?", session="none"),
    "job": lambda di: di.job("j"),
    "jobs": lambda di: list(di.jobs("none")),
    "jobs_page": lambda di: di.jobs_page("none"),
    "cancel": lambda di: di.cancel("j"),
    "document": lambda di: di.document("d"),
    "delete_document": lambda di: di.delete_document("d"),
    "documents": lambda di: list(di.documents("none")),
    "session": lambda di: di.session("none"),
    "keep_session": lambda di: di.keep_session(60, "none"),
    "delete_session": lambda di: di.delete_session("none"),
    "alive": lambda di: di.alive(),
    "ping": lambda di: di.ping(),
    "health": lambda di: di.health(),
    "limits": lambda di: di.limits(),
    "webhooks": lambda di: di.webhooks(),
    "webhook_secret": lambda di: di.webhook_secret(),
    "metrics": lambda di: di.metrics(),
    "process": lambda di: di.process(b"", timeout=1),
    "page.content": lambda di: di.page("d", 1).content(),
    "page.image": lambda di: di.page("d", 1).image(),
    **{
        f"document.{name}": lambda di, call=call: call(_uploaded(di))
        for name, call in {
            "text": lambda document: document.text(),
            "markdown": lambda document: document.markdown(),
            "tables": lambda document: document.tables(),
            "table": lambda document: document.table(1),
            "table_csv": lambda document: document.table_csv(1),
            "file": lambda document: document.file(),
            "save_pdf": lambda document: document.save_pdf("/nowhere/none.pdf", timeout=0),
        }.items()
    },
    "job.follow": lambda di: next(di.upload(b"a text", session="s").follow()),
}


def _uploaded(di: DocInsight) -> Any:
    return di.document(di.upload(b"a text", session="s").document_id or "")


def test_every_call_of_the_service_can_be_made_with_the_client(base: str) -> None:
    made: set[tuple[str, str]] = set()
    with httpx.Client(event_hooks={"request": [lambda sent: made.add((sent.method, sent.url.path))]}) as http:
        di = DocInsight(base, http=http, retries=Retries(attempts=1))
        for call in CALLS.values():
            with contextlib.suppress(DocInsightError, TimeoutError):
                call(di)
        described = httpx.get(f"{base}/openapi.json").json()["paths"]
    offered = {(method.upper(), path) for path, methods in described.items() for method in methods if method != "head"}
    missed = [
        (method, path)
        for method, path in sorted(offered - UNTAUGHT)
        if not any(m == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), sent) for m, sent in made)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda di: di.job("none"), errors.NotFound),
        (lambda di: di.upload(b""), errors.EmptyFile),
        (lambda di: di.upload(b"\x7fELF\2\1\1" + bytes(57)), errors.UnsupportedMediaType),
        (lambda di: di.upload(b"a text", languages=["klingon"]), errors.NotAcceptable),
        (lambda di: di.ask(" ", session="s"), errors.NotAcceptable),
        (lambda di: _uploaded(di).text(), errors.Conflict),
    ],
)
def test_a_refusal_is_raised_as_the_exception_of_its_problem(
    base: str, call: Callable[[DocInsight], object], error: type[errors.ProblemError]
) -> None:
    with DocInsight(base) as di:
        with pytest.raises(error) as raised:
            call(di)
        assert type(raised.value) is error
        assert raised.value.problem.detail in str(raised.value)
        assert raised.value.problem.request_id
