"""Draw a picture of a page for someone who looks at it."""

from typing import Literal

from shared.errors import DocInsightError, NotFound
from shared.settings import settings
from shared.store import images
from shared.tasks import TaskName
from worker.extraction.render import draw_page
from worker.runtime.limits import Limits
from worker.runtime.process import files, store
from worker.tasks.documents import opening_of, source_of
from worker.tasks.ledger import ledger_task

DRAW_SECONDS = 15
"""Seconds that a picture may take: someone waits for it, and questions wait behind it."""

FORMATS: dict[str, Literal["PNG", "JPEG", "WEBP"]] = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


def _tell(subject: str, error: DocInsightError) -> None:
    document_id, _, name = subject.partition(":")
    store().run(images.keep(document_id, name, error.problem()))


@ledger_task(TaskName.RENDER_PAGE, give_up=_tell)
def render_page(subject: str) -> None:
    """Draw ``DOCUMENT:PAGE:WIDTH:FORMAT``."""
    document_id, _, name = subject.partition(":")
    if store().run(images.load(document_id, name)) is not None:
        # A process that drew too long ended after it had said so.
        return
    number, width, kind = name.split(":")
    opening = opening_of(document_id)
    path = files().fetch(document_id)
    with Limits(DRAW_SECONDS, settings().page_memory, lambda error: _tell(subject, error)):
        source = source_of(opening, path)
        if not 1 <= int(number) <= source.page_count:
            raise NotFound("The document has no such page.")
        picture = draw_page(source, int(number), int(width), FORMATS[kind])
    store().run(images.keep(document_id, name, picture))
