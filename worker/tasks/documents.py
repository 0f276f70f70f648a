"""What the tasks on documents share: the open document, attempts at opening it and at its pages, and failing."""

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from shared.errors import Corrupt, DocInsightError, GaveUp, NotFound, PageTimeout, StoreFull, Unavailable
from shared.models.page import Page
from shared.settings import settings
from shared.store import document_pages, documents
from shared.store.document_pages import OPENING
from shared.store.documents import Opening
from shared.tasks import DocumentPayload
from worker import metrics
from worker.formats.page_source import DocumentSource, HasAttachments
from worker.formats.registry import open_source
from worker.runtime import stopping
from worker.runtime.limits import Limits
from worker.runtime.process import files, store
from worker.stages import stage
from worker.tasks.attachments import publish_attachments
from worker.tasks.ledger import fail_job

log = logging.getLogger(__name__)

UNKNOWN_SIZE = (595.0, 842.0)
"""A4, in points, for a page that ended its worker before its size was known."""

_open: dict[str, DocumentSource] = {}


def opening_of(document_id: str) -> Opening:
    """How to open a document. Raises NotFound when it is gone."""
    opening = store().run(documents.opening(document_id))
    if opening is None:
        raise NotFound
    return opening


def source_of(opening: Opening, path: Path) -> DocumentSource:
    """The open document, whose bytes are at ``path``, for a block that is limited. Raises as `open_source` does.

    The one used last stays open, since its next slice often comes to the same process.
    """
    if opening.document_id not in _open:
        close_sources()
        with _unforeseen_as_corrupt(), stage("open"):
            _open[opening.document_id] = open_source(path, opening.media_type, opening.password)
    return _open[opening.document_id]


def close_sources() -> None:
    """Close the document that is open."""
    while _open:
        _open.popitem()[1].close()


def fail_document(document_id: str, error: DocInsightError) -> None:
    """End a document's job with its cause."""
    opening = store().run(documents.opening(document_id))
    if opening is not None:
        fail_job(opening.job_id, error)


def give_up_document(payload: DocumentPayload, error: DocInsightError) -> None:
    """End the job of the document of a task with its cause."""
    fail_document(payload.document_id, error)


def fail_page(document_id: str, number: int, error: DocInsightError, *, died: bool = False) -> None:
    """Write that a page could not be read, and why. ``died``: it ends this process."""
    page = Page(number, *UNKNOWN_SIZE, "failed", "")
    store().run(document_pages.finish(document_id, page, error.problem(), died=died))
    metrics.PAGES.labels(page.source, "").inc()
    metrics.PAGE_FAILURES.labels(error.slug).inc()


def finish_page(document_id: str, page: Page, engine: str = "") -> None:
    """Write a page that was read. ``engine``: the OCR engine that may have had a part in it."""
    store().run(document_pages.finish(document_id, page))
    metrics.PAGES.labels(page.source, engine if page.source in ("ocr", "mixed") else "").inc()


@contextmanager
def opening_attempt(opening: Opening) -> Iterator[DocumentSource]:
    """One attempt at opening a document, which is closed after the block. Raises what is wrong with it."""
    document_id = opening.document_id
    path = files().fetch(document_id)
    attempts = _begin(document_id, OPENING)
    if attempts == 0:
        raise NotFound
    if attempts == document_pages.TIMED_OUT:
        raise PageTimeout
    if attempts < 0 or attempts > settings().page_tries:
        raise GaveUp("Opening the document ended the worker process several times and was given up.")
    try:
        with Limits(settings().page_seconds, settings().page_memory, lambda error: fail_document(document_id, error)):
            source = source_of(opening, path)
            if isinstance(source, HasAttachments):
                # A choice of pages that it does not have fails the document before there are others of it.
                opening.numbers(source.page_count)
                # Within the limits, too: they are decoded.
                with _unforeseen_as_corrupt():
                    warnings = publish_attachments(opening, source)
                store().run(documents.warn_of_attachments(document_id, warnings))
        store().run(document_pages.leave(document_id, OPENING))
        yield source
    finally:
        close_sources()


@contextmanager
def page_attempt(document_id: str, number: int) -> Iterator[bool]:
    """One attempt at a page; false where there is nothing to do. An error in the block becomes the page's.

    A page that takes too long or too much memory ends this process; that is stored before, so that there is no other
    attempt. A page that ends the process by itself has a few attempts.
    """
    attempts = _begin(document_id, number)
    if attempts == 0:
        yield False
        return
    if attempts == document_pages.TIMED_OUT:
        fail_page(document_id, number, PageTimeout())
        yield False
        return
    if attempts < 0 or attempts > settings().page_tries:
        fail_page(document_id, number, GaveUp("The page ended its worker process several times and was given up."))
        yield False
        return
    try:
        # Every line that is logged meanwhile names the page.
        with (
            structlog.contextvars.bound_contextvars(page=number),
            _page_limits(document_id, number),
            _unforeseen_as_corrupt(),
        ):
            yield True
    except StoreFull:
        # Not the page's fault: it is tried again. An unavailable store cannot record that.
        with contextlib.suppress(Unavailable):
            store().run(document_pages.leave(document_id, number))
        raise
    except Unavailable:
        raise
    except DocInsightError as error:
        fail_page(document_id, number, error)
    else:
        store().run(document_pages.leave(document_id, number))


def _page_limits(document_id: str, number: int) -> Limits:
    def fail(error: DocInsightError) -> None:
        fail_page(document_id, number, error, died=True)

    return Limits(settings().page_seconds, settings().page_memory, fail)


def _begin(document_id: str, number: int) -> int:
    return store().run(document_pages.begin(document_id, number, stopping.current_task(), settings().page_seconds))


@contextmanager
def _unforeseen_as_corrupt() -> Iterator[None]:
    """Take what a parser raises that its author did not foresee for damage to the document, and log it."""
    try:
        yield
    except (DocInsightError, MemoryError):
        raise
    except Exception as error:
        log.exception("a parser failed")
        raise Corrupt("The document is damaged in a way that could not be read.") from error
