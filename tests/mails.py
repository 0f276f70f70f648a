"""Mails that tests upload."""

from collections.abc import Mapping
from email.message import EmailMessage

FIELDS = {
    "From": "Ada Lovelace <ada@example.org>",
    "To": "Björn Öst <bjorn@example.org>, office@example.org",
    "Date": "Mon, 05 Jan 2026 10:11:12 +0100",
    "Message-ID": "<1@example.org>",
}


def mail(
    text: str,
    *,
    subject: str = "The lease",
    html: str | None = None,
    files: Mapping[str, bytes] | None = None,
    mails: tuple[EmailMessage, ...] = (),
) -> EmailMessage:
    """A mail with this text; what is attached has types by which no program would know it."""
    message = EmailMessage()
    for name, value in {**FIELDS, "Subject": subject}.items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, body in (files or {}).items():
        message.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
    for one in mails:
        message.add_attachment(one)
    return message
