"""What the tasks on documents share: the document at hand, its failing, and a page's failing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import DocInsightError, GaveUp, NotFound
from shared.models.page import Page
from shared.settings import settings
from shared.store import documents
from shared.store.documents import Opening
from worker.guard import Guard
from worker.process import files, store
from worker.reading.open import open_source
from worker.reading.source import Source
from worker.tasks.ledger import fail_job, send

log = logging.getLogger(__name__)

UNKNOWN_SIZE = (595.0, 842.0)
"""A4, in points, for a page that ended its worker before its size was known."""

_open: dict[str, Source] = {}


def opening_of(document_id: str) -> Opening:
    """How to open a document. Raises NotFound when it is gone."""
    opening = store().run(documents.opening(document_id))
    if opening is None:
        raise NotFound
    return opening


def source_of(opening: Opening) -> Source:
    """The open document. The one used last stays open, since its next slice often comes to the same process."""
    if opening.document_id not in _open:
        close_sources()
        with Guard(settings().page_seconds, settings().page_memory):
            _open[opening.document_id] = open_source(
                files().fetch(opening.document_id), opening.media_type, opening.password
            )
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


def fail_page(document_id: str, number: int, error: DocInsightError, size: tuple[float, float] = UNKNOWN_SIZE) -> None:
    """Write that a page could not be read, and why."""
    page = Page(number, *size, "failed", "")
    send(store().run(documents.finish_page(document_id, page, error.problem())))


@contextmanager
def page_at_hand(document_id: str, number: int) -> Iterator[bool]:
    """Begin a page; false when there is nothing to do. An error in the block becomes the page's.

    A page that takes too long or too much memory ends this process; that is written down before, so that it
    is not tried again. One that ends the process by itself is tried a few times.
    """
    tries = store().run(documents.begin_page(document_id, number))
    if tries == 0:
        yield False
        return
    if tries < 0 or tries > settings().page_tries:
        fail_page(document_id, number, GaveUp("The page ended its worker process several times and was given up."))
        yield False
        return

    def too_much(error: DocInsightError) -> None:
        fail_page(document_id, number, error)

    try:
        with Guard(settings().page_seconds, settings().page_memory, too_much):
            yield True
    except DocInsightError as error:
        fail_page(document_id, number, error)
