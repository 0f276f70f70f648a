"""The form fields of an upload beside its files."""

import re
from dataclasses import dataclass
from typing import get_args

from api.upload import callbacks
from shared.errors import NotAcceptable
from shared.models.document import OcrMode
from shared.models.problem import FieldError
from shared.settings import Settings
from shared.store import presence
from shared.store.driver import AsyncStore
from shared.tasks import Queue

MODES: tuple[OcrMode, ...] = get_args(OcrMode)
MOST_LANGUAGES = 16
LONGEST_PASSWORD = 1024
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Options:
    """How the files of an upload are to be read."""

    ocr: OcrMode
    languages: tuple[str, ...]
    password: str | None
    callback_url: str | None


def parsed(fields: dict[str, str], settings: Settings) -> Options:
    """The options in a form's fields. Raises NotAcceptable."""
    ocr = fields.get("ocr", "").strip() or "auto"
    mode = next((mode for mode in MODES if mode == ocr), None)
    if mode is None:
        raise _refused("ocr", "Give 'auto', 'force' or 'off'.")
    languages = tuple(
        dict.fromkeys(one.strip().lower() for one in fields.get("languages", "").split(",") if one.strip())
    )
    if len(languages) > MOST_LANGUAGES or not all(_LANGUAGE.fullmatch(one) for one in languages):
        raise _refused("languages", "Give language codes parted by commas, such as 'en,de'.")
    password = fields.get("password") or None
    if password is not None and (len(password) > LONGEST_PASSWORD or "\0" in password):
        raise _refused("password", "The password is too long.")
    return Options(mode, languages, password, callbacks.checked(fields.get("callback_url", "").strip(), settings))


async def check_languages(languages: tuple[str, ...], store: AsyncStore) -> None:
    """Refuse a language that no living worker reads. Raises NotAcceptable. With no worker alive, any is taken."""
    if not languages:
        return
    readers = [worker for worker in await store.run(presence.living()) if Queue.OCR in worker.queues]
    known = {language for worker in readers for language in worker.languages}
    if readers and not known.issuperset(languages):
        raise _refused("languages", "No worker reads one of these languages; see /health for those that are read.")


def _refused(name: str, message: str) -> NotAcceptable:
    return NotAcceptable(errors=[FieldError(field=name, message=message)])
