"""Opens a mail: the pages that its header fields and its body make, and what is attached to it."""

from collections.abc import Iterator
from pathlib import Path

from shared.models.warnings import WarningCode
from worker.formats.collector import without_collector
from worker.formats.flow.content import Field, Flow, Item
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.html.body import HtmlContent
from worker.formats.html.source import warnings_of
from worker.formats.mail import eml
from worker.formats.mail.content import OUTLOOK, Attachment, Html, Mail
from worker.formats.mail.plain_text import items_of


@without_collector()
def opened(data: bytes | Path, media_type: str) -> "MailSource":
    """The mail. Raises Corrupt, NoPages and TooManyPages."""
    data = data if isinstance(data, bytes) else data.read_bytes()
    if media_type == OUTLOOK:
        from worker.formats.mail import msg  # most mails come without

        return MailSource(msg.parsed(data))
    return MailSource(eml.parsed(data))


class MailSource(LaidSource):
    """An open mail. ``unread`` says of each attachment that the mail does not contain what it is."""

    def __init__(self, mail: Mail) -> None:
        warnings: set[WarningCode] = {*mail.warnings}
        pages = lay_out(Flow(_items(mail, warnings)))
        super().__init__(pages, frozenset(warnings))
        self.attachments: tuple[Attachment, ...] = tuple(mail.attachments)
        self.unread: tuple[str, ...] = tuple(mail.unread)


def _items(mail: Mail, warnings: set[WarningCode]) -> Iterator[Item]:
    """What the mail shows; ``warnings`` grow while that is taken."""
    for name, value in mail.headers:
        yield Field(f"{name}:", value)
    if mail.attachments:
        yield Field("Attachments:", ", ".join(one.name for one in mail.attachments))

    def contained(address: str) -> bytes | None:
        identity = address.removeprefix("cid:")
        load = mail.pictures.get(identity) if identity != address else None
        return None if load is None else load()

    for body in mail.body:
        if isinstance(body, Html):
            content = HtmlContent(body.text, contained)
            yield from content.items()
            warnings.update(warnings_of(content))
        else:
            yield from items_of(body)
