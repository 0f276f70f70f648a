"""Whether a worker recognizes the languages that an upload asks for."""

from shared.errors import NotAcceptable
from shared.models.problem import FieldError
from shared.store import presence
from shared.store.driver import AsyncStore
from shared.tasks import Queue


async def check_languages(languages: tuple[str, ...], store: AsyncStore) -> None:
    """Raises NotAcceptable for a language that no living worker's OCR has. With no worker alive, any is accepted."""
    if not languages:
        return
    workers = [worker for worker in await store.run(presence.living()) if Queue.OCR in worker.queues]
    known = {language for worker in workers for language in worker.languages}
    if workers and not known.issuperset(languages):
        message = "No worker recognizes one of these languages; see /health for those that are recognized."
        raise NotAcceptable(errors=[FieldError(field="languages", message=message)])
