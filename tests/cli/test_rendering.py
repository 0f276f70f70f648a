"""Answers and jobs as text for a terminal."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from cli import rendering
from cli.console import log_line
from docinsight_client import AsyncAnswer as Answer
from docinsight_client import AsyncAnswers as Answers
from docinsight_client import AsyncDocument as Document
from docinsight_client import AsyncJob as Job
from docinsight_client.models.answer import Searched
from docinsight_client.models.document import DocumentWarning
from docinsight_client.models.job import Links, Progress
from docinsight_client.models.problem import Problem


def answer(**changes: Any) -> Answer:
    values: dict[str, Any] = {
        "text": "Ada Lovelace",
        "score": 0.93,
        "document_id": "d",
        "filename": "letter.pdf",
        "page_number": 3,
        "start": 120,
        "end": 132,
        "boxes": [(0.1, 0.1, 0.2, 0.2)],
        "context": "Signed by\nAda Lovelace in London.",
        "context_start": 110,
        "source": "text",
    }
    return Answer(**{**values, **changes})


def shown(found: Answers) -> str:
    out = io.StringIO()
    console = Console(file=out, width=100)
    for part in rendering.answers(found):
        console.print(part)
    return out.getvalue()


def answers(*rows: Answer, answered: bool = True) -> Answers:
    searched = Searched(documents=2, pages=1, passages=9)
    return Answers(question="Who?", answered=answered, answers=list(rows), searched=searched, model="m", seconds=0.1)


def job(**changes: Any) -> Job[Any]:
    values: dict[str, Any] = {
        "id": "j1",
        "kind": "document",
        "status": "running",
        "session_id": "s",
        "created_at": datetime.now(UTC),
        "expires_at": datetime.now(UTC),
        "links": Links(self="/jobs/j1", events="/jobs/j1/events"),
    }
    return Job(**{**values, **changes})


def document(warnings: list[DocumentWarning]) -> Document:
    return Document(
        id="d",
        filename="letter.pdf",
        media_type="application/pdf",
        bytes=1,
        sha256="0",
        session_id="s",
        page_count=20,
        pages=[],
        characters=1,
        warnings=warnings,
        seconds=0.1,
    )


def test_the_answer_is_highlighted_where_it_is_in_its_context() -> None:
    context = rendering.in_context(answer())
    assert context.plain == "Signed by Ada Lovelace in London."
    marked = [context.plain[span.start : span.end] for span in context.spans if "reverse" in str(span.style)]
    assert marked == ["Ada Lovelace"]


def test_an_answer_comes_with_its_place_and_score() -> None:
    text = shown(answers(answer(), answer(source="ocr", page_number=1, filename="scan.png")))
    assert "letter.pdf, page 3" in text
    assert "score 0.93, text of the document" in text
    assert "scan.png, page 1" in text
    assert "read by OCR" in text
    assert "1 page of 2 documents" in text


def test_a_warning_names_its_pages_and_only_the_first_of_many() -> None:
    warnings = [
        DocumentWarning(code="other", message="It is old.", pages=[]),
        DocumentWarning(code="unreadable-pages", message="1 page(s) could not be read.", pages=[2]),
        DocumentWarning(code="hidden-text", message="Hidden text.", pages=list(range(1, 21))),
    ]
    assert rendering.document(document(warnings), "a.pdf").plain.split("\n")[1:] == [
        "  It is old.",
        "  1 page(s) could not be read. (page 2)",
        "  Hidden text. (pages 1, 2, 3, 4, 5, 6, 7, 8, …)",
    ]


def test_no_answer_is_said_before_what_is_nearest() -> None:
    text = shown(answers(answer(score=0.04), answered=False))
    assert text.index("do not seem to answer") < text.index("The nearest") < text.index("Ada Lovelace")


def test_a_document_cannot_command_the_terminal() -> None:
    evil = answer(
        text="\x1b[2Jgone", context="\x1b]0;title\x07 [red]\x1b[2Jgone[/red]", start=0, end=8, context_start=0
    )
    text = shown(answers(evil))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]" in text, "what looks like markup is text"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "queued", "queue_position": 1}, "next"),
        ({"status": "queued", "queue_position": 4}, "3 before it"),
        ({"progress": Progress(done=3, failed=1, total=12)}, "3/12 pages, 1 failed"),
        ({}, ""),
    ],
)
def test_progress_is_shown_in_words(changes: dict[str, Any], words: str) -> None:
    assert rendering.progress(job(**changes)) == words


def test_a_table_of_jobs_says_why_one_failed_and_shows_whole_ids() -> None:
    out = io.StringIO()
    problem = Problem(type="/problems/encrypted", title="Encrypted", status=422, detail="Upload it with its password.")
    Console(file=out, width=90).print(rendering.jobs([job(id="a" * 24, status="failed", error=problem)]))
    assert "a" * 24 in out.getvalue()
    assert "password" in out.getvalue()


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("2026-01-01T00:00:00Z [info     ] Started server process [uvicorn.error]", ""),
        ("2026-01-01T00:00:00Z [error    ] a heartbeat failed [worker.runtime.heartbeat]", "red"),
        ("2026-01-01T00:00:00Z [warning  ] the store is unavailable [worker.runtime.heartbeat]", "yellow"),
        ("Traceback (most recent call last):", "red"),
        ("ValueError: no", "red"),
        ("reading errors.pdf", ""),
    ],
)
def test_lines_of_processes_are_coloured_by_their_level(line: str, style: str) -> None:
    text = log_line("gateway", line)
    assert text.plain == f" gateway │ {line}"
    assert next((str(span.style) for span in text.spans if span.end == len(text.plain)), "") == style
