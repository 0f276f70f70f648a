"""Draw a picture of a page for someone who looks at it."""

from typing import Literal

from shared.errors import DocInsightError, NotFound
from shared.settings import settings
from shared.store import images
from shared.tasks import TaskName
from worker.guard import Guard
from worker.process import store
from worker.reading.draw import draw_page
from worker.tasks.documents import opening_of, source_of
from worker.tasks.ledger import ledger_task

FORMATS: dict[str, Literal["PNG", "JPEG", "WEBP"]] = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


def _tell(subject: str, error: DocInsightError) -> None:
    document_id, _, name = subject.partition(":")
    store().run(images.keep(document_id, name, error.problem()))


@ledger_task(TaskName.RENDER_PAGE, give_up=_tell)
def render_page(subject: str) -> None:
    """Draw ``DOCUMENT:PAGE:WIDTH:FORMAT``."""
    document_id, _, name = subject.partition(":")
    number, width, kind = name.split(":")
    source = source_of(opening_of(document_id))
    if not 1 <= int(number) <= source.page_count:
        raise NotFound("The document has no such page.")
    with Guard(settings().page_seconds, settings().page_memory, lambda error: _tell(subject, error)):
        picture = draw_page(source, int(number), int(width), FORMATS[kind])
    store().run(images.keep(document_id, name, picture))
