"""Jobs and answers as text for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from cli.console import printable
from docinsight_client import AsyncAnswer, AsyncAnswers, AsyncDocument, AsyncJob, AsyncPassages

_STYLES = {"queued": "dim", "running": "cyan", "succeeded": "green", "failed": "red", "cancelled": "yellow"}
MAX_PAGES_NAMED = 8


def answers(found: AsyncAnswers) -> Iterator[RenderableType]:
    """The answers, best first, each in its context."""
    if not found.answered:
        yield Text("The documents do not seem to answer this.", "yellow")
        if found.answers:
            yield Text("The nearest that was found:", "dim")
    for answer in found.answers:
        yield _panel(answer, sure=found.answered)
    yield from _searched(found)


def passages(found: AsyncPassages) -> Iterator[RenderableType]:
    """The passages, best first."""
    if not found.passages:
        yield Text("The documents contain nothing like it.", "yellow")
    for passage in found.passages:
        above = [Text(printable(" > ".join(passage.headings)), "bold")] if passage.headings else []
        yield Panel(
            Group(*above, Text(printable(passage.text))),
            title=Text(f"{printable(passage.filename)}, page {passage.page_number}"),
            title_align="left",
            subtitle=Text(f"score {passage.score:.2f}"),
            subtitle_align="right",
            border_style="dim",
        )
    yield from _searched(found)


def _searched(found: AsyncAnswers | AsyncPassages) -> Iterator[RenderableType]:
    searched = found.searched
    yield Text(
        f"Searched {_count(searched.pages, 'page')} of {_count(searched.documents, 'document')} "
        f"in {found.seconds:.2f} s with {found.model}.",
        "dim",
    )
    for skipped in searched.skipped:
        yield Text(f"{printable(skipped.filename)} was left out: it is {skipped.status}.", "yellow")


def in_context(answer: AsyncAnswer) -> Text:
    """The context with the answer highlighted in it."""
    at = answer.start - answer.context_start
    before, after = answer.context[:at], answer.context[at + len(answer.text) :]
    return Text.assemble(
        (_flowing(before), "dim"),
        (_flowing(answer.context[at : at + len(answer.text)]), "bold reverse"),
        (_flowing(after), "dim"),
    )


def _panel(answer: AsyncAnswer, *, sure: bool) -> Panel:
    read = "read by OCR" if answer.source == "ocr" else "text of the document"
    place = f"{printable(answer.filename)}, page {answer.page_number}"
    return Panel(
        Group(Text(_flowing(answer.text), "bold green" if sure else "bold"), Text(), in_context(answer)),
        title=Text(place),
        title_align="left",
        subtitle=Text(f"score {answer.score:.2f}, {read}"),
        subtitle_align="right",
        border_style="green" if sure else "dim",
    )


def document(found: AsyncDocument, name: str) -> Text:
    """One line of what came of a document, under a name for people."""
    failed = sum(page.source == "failed" for page in found.pages)
    scanned = sum(page.source in ("ocr", "mixed") for page in found.pages)
    read = _count(found.page_count, "page")
    if found.chosen_pages:
        read = f"pages {found.chosen_pages} of {found.page_count:,}"
    parts = [read, f"{found.characters:,} characters", f"{found.seconds:.1f} s"]
    if scanned:
        parts.insert(1, f"{scanned} read by OCR")
    line = Text.assemble(("✓ ", "green"), printable(name), (": " + ", ".join(parts), "dim"))
    if failed:
        line.append(f"; {_count(failed, 'page')} could not be read", "yellow")
    for warning in found.warnings:
        line.append(f"\n  {printable(warning.message)}{_on_pages(warning.pages)}", "yellow")
    return line


def unsuccessful(job: AsyncJob[Any], name: str) -> Text:
    """One line of why a job has not succeeded."""
    why = job.error.detail if job.error else f"It was {job.status}."
    return Text.assemble(("✗ ", "red"), printable(f"{name}: {why}"))


def jobs(rows: Iterable[AsyncJob[Any]]) -> Table:
    """A table of jobs."""
    kept = [Column(name, no_wrap=True) for name in ("job", "kind", "status", "progress")]
    table = Table(*kept, "made", "what")
    for job in rows:
        table.add_row(
            Text(job.id),
            job.kind,
            Text(job.status, _STYLES[job.status]),
            progress(job),
            _ago(job.created_at),
            _what(job),
        )
    return table


def progress(job: AsyncJob[Any]) -> str:
    """How far a job is, in words."""
    if job.status == "queued" and job.queue_position is not None:
        return f"{job.queue_position - 1} before it" if job.queue_position > 1 else "next"
    if job.progress is None:
        return ""
    failed = f", {job.progress.failed} failed" if job.progress.failed else ""
    return f"{job.progress.done}/{job.progress.total} {job.progress.unit}{failed}"


def _what(job: AsyncJob[Any]) -> Text:
    if job.error is not None:
        return Text(printable(job.error.detail), "red")
    if isinstance(job.result, AsyncDocument):
        return Text(printable(job.result.filename))
    if isinstance(job.result, AsyncPassages):
        count = _count(len(job.result.passages), "passage")
        return Text.assemble(printable(job.result.query), (" → ", "dim"), (count, "bold"))
    if isinstance(job.result, AsyncAnswers):
        best = job.result.answers[0].text if job.result.answered else "no answer"
        return Text.assemble(printable(job.result.question), (" → ", "dim"), (_flowing(best), "bold"))
    return Text(job.document_id or "", "dim")


def _flowing(text: str) -> str:
    """Text of a page with its lines run on."""
    return printable(" ".join(text.split("\n")))


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _on_pages(numbers: Sequence[int]) -> str:
    """Which pages, in brackets; the first few of many."""
    if not numbers:
        return ""
    shown = ", ".join(map(str, numbers[:MAX_PAGES_NAMED])) + (", …" if len(numbers) > MAX_PAGES_NAMED else "")
    return f" (page{'' if len(numbers) == 1 else 's'} {shown})"


def _ago(then: datetime) -> str:
    seconds = int((datetime.now(UTC) - then).total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{max(0, seconds)} s ago"
