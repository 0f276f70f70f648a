"""Mails: as they are sent (EML) and of Outlook (MSG). Their attachments become documents of their own."""

from pathlib import Path

from worker.formats.mail.content import MAIL, OUTLOOK
from worker.formats.page_source import DocumentSource

MEDIA_TYPES = (MAIL, OUTLOOK)


def open_mail(data: bytes | Path, media_type: str, _password: str | None) -> DocumentSource:
    """The mail: its header fields and its body. Raises as `open_source`."""
    from worker.formats.mail.source import opened  # a worker that reads none does without the libraries

    return opened(data, media_type)
