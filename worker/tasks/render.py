"""Render the image of a page for a client."""

from typing import Literal

from shared.errors import DocInsightError, NotFound, TooLargePage
from shared.settings import settings
from shared.store import images
from shared.store.images import Bounds
from shared.tasks import RENDER_PAGE, ImagePayload
from worker.extraction.render import draw_page
from worker.runtime.limits import Limits
from worker.runtime.process import files, store
from worker.stages import stage
from worker.tasks.documents import opening_of, source_of
from worker.tasks.ledger import ledger_task

DRAW_TIMEOUT_SECONDS = 15
"""Someone waits for the picture, and others wait behind it."""
MAX_SECONDS = 60
"""With the time that the drawing waits for a processor: on a busy machine, too, the others have their turn."""

FORMATS: dict[str, Literal["PNG", "JPEG", "WEBP"]] = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


def _bounds() -> Bounds:
    chosen = settings()
    return Bounds(chosen.document_image_bytes, chosen.image_bytes, chosen.store_fill_limit)


def _fail(payload: ImagePayload, error: DocInsightError) -> None:
    name = images.field(payload.page_number, payload.width, payload.format)
    store().run(images.fail(payload.document_id, name, error.problem(), _bounds()))


@ledger_task(RENDER_PAGE, give_up=_fail)
def render_page(payload: ImagePayload) -> None:
    """Draw a picture of a page."""
    document_id, number = payload.document_id, payload.page_number
    name = images.field(number, payload.width, payload.format)
    found = store().run(images.load(document_id, name))
    if isinstance(found, bytes):
        return
    if found is not None and not images.is_full(found):
        # The page could not be drawn, at this width or another; those who asked for this image are told.
        store().run(images.keep(document_id, name, found, _bounds()))
        return
    opening = opening_of(document_id)
    path = files().fetch(document_id)
    with Limits(DRAW_TIMEOUT_SECONDS, settings().page_memory, lambda error: _fail(payload, error), MAX_SECONDS):
        source = source_of(opening, path)
        if not 1 <= number <= source.page_count:
            raise NotFound("The document has no such page.")
        with stage("render"):
            picture = draw_page(source.page(number), payload.width, FORMATS[payload.format])
    too_large = TooLargePage("The image of the page is too large; ask for a smaller width, or for JPEG.")
    outcome = picture if len(picture) <= settings().document_image_bytes else too_large.problem()
    store().run(images.keep(document_id, name, outcome, _bounds()))
