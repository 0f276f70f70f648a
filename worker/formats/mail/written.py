"""Writes a mail in the format in which mails are sent (RFC 5322 and MIME): the same mail gives the same bytes."""

import mimetypes
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from worker.formats.mail.content import MAIL, Html, Mail

BOUNDARY = "=_part_="
"""No line of base64 is like it."""


def written(mail: Mail) -> bytes:
    """The bytes of its file."""
    message = MIMEMultipart("mixed", boundary=BOUNDARY)
    for name, value in mail.headers:
        message[name] = value if value.isascii() else Header(value, "utf-8").encode()
    for body in mail.body:
        message.attach(MIMEText(body.text, "html" if isinstance(body, Html) else "plain", "utf-8"))
    for identity, load in mail.pictures.items():
        picture = _file("image/x-unknown", load(), "")
        picture["Content-ID"] = f"<{identity}>"
        message.attach(picture)
    for attachment in mail.attachments:
        kind = mimetypes.guess_type(attachment.name)[0] or "application/octet-stream"
        message.attach(_file(MAIL if attachment.media_type == MAIL else kind, attachment.load(), attachment.name))
    return message.as_bytes()


def _file(kind: str, data: bytes, name: str) -> Message:
    main, _, sub = kind.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(data)
    # Mails too: their lines may be boundaries of this one.
    encode_base64(part)
    if name:
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part
