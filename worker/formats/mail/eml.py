"""Mails in the format in which they are sent (RFC 5322 and MIME), read by the standard library's parser."""

import base64
import binascii
import mimetypes
import re
from collections.abc import Callable, Iterator
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from functools import partial

from shared.errors import Corrupt
from shared.models.warnings import WarningCode
from worker.formats.mail.characters import decoded, header_text
from worker.formats.mail.content import MAIL, Attachment, Html, Mail, PlainText

SHOWN = ("from", "sender", "to", "cc", "bcc", "date", "subject")
"""Header fields that are shown, in this order."""

_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_NO_NAMES = re.compile(r"[\x00-\x1f]")


def parsed(data: bytes) -> Mail:
    """The mail. Raises Corrupt."""
    try:
        message = BytesParser(policy=compat32).parsebytes(data)
        return _Reader().mail(message)
    except RecursionError as error:
        raise Corrupt("The mail has parts in parts, deeper than any mail program writes them.") from error


class _Reader:
    """Goes through the parts of a mail."""

    def __init__(self) -> None:
        self._body: list[PlainText | Html] = []
        self._attachments: list[Attachment] = []
        self._identified: list[tuple[str, Attachment]] = []
        """Files that HTML may show, with their Content-ID."""
        self._unread: list[str] = []
        self._warnings: set[WarningCode] = set()

    def mail(self, message: Message) -> Mail:
        """The mail of its outermost part."""
        self._read(message)
        html = "".join(one.text for one in self._body if isinstance(one, Html))
        pictures: dict[str, Callable[[], bytes]] = {}
        for identity, file in self._identified:
            if identity in html:
                pictures[identity] = file.load
            else:
                self._attachments.append(file)
        return Mail(
            list(_headers(message)),
            self._body,
            self._attachments,
            pictures,
            self._unread,
            frozenset(self._warnings),
        )

    def _read(self, part: Message) -> None:
        kind = part.get_content_type()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            self._read_parts(part, kind)
        elif part.get_content_maintype() == "message":
            self._read_message(part, kind)
        elif kind in _SIGNATURES:
            return
        elif kind in _ENVELOPES:
            self._warnings.add("encrypted-content")
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            self._body.append(_text(part, kind))
        else:
            self._add_file(part)

    def _read_parts(self, part: Message, kind: str) -> None:
        parts = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind == "multipart/encrypted":
            self._warnings.add("encrypted-content")
        elif kind == "multipart/alternative":
            self._read_alternatives(parts)
        else:
            for one in parts:
                self._read(one)

    def _read_alternatives(self, parts: list[Message]) -> None:
        """Read the best of the forms in which the mail says the same: the last that is text, or contains some."""
        bodies = []
        for part in parts:
            inside = _Reader()
            inside._read(part)
            bodies.append(inside)
        best = max(
            range(len(bodies)),
            key=lambda i: (any(isinstance(one, Html) for one in bodies[i]._body), bool(bodies[i]._body), -i),
            default=None,
        )
        for i, inside in enumerate(bodies):
            if i == best:
                self._body += inside._body
            self._warnings |= inside._warnings
            self._identified += inside._identified
            self._attachments += inside._attachments
            self._unread += inside._unread

    def _read_message(self, part: Message, kind: str) -> None:
        if kind == "message/rfc822" or kind == "message/global":
            self._attachments.append(_attached_mail(part))
        elif kind == "message/delivery-status":
            text = "\n\n".join(str(one) for one in part.get_payload() if isinstance(one, Message))
            self._body.append(PlainText(text))
        elif kind == "message/external-body":
            self._unread.append("a file that is elsewhere")
        else:
            self._add_file(part)

    def _add_file(self, part: Message) -> None:
        name = _name(part)
        if not name:
            name = f"attachment{mimetypes.guess_extension(part.get_content_type()) or ''}"
        file = Attachment(name, partial(_bytes, part))
        identity = header_text(str(part.get("Content-ID", ""))).strip("<> ")
        if identity and part.get_content_maintype() == "image":
            self._identified.append((identity, file))
        else:
            self._attachments.append(file)


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    fields = [(name, header_text(str(value))) for name, value in message.raw_items()]
    for shown in SHOWN:
        for name, value in fields:
            if name.lower() == shown and value:
                yield name, value


def _is_attached(part: Message) -> bool:
    """Whether a text is a file of its own rather than a part of the body."""
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _name(part: Message) -> str:
    """The name of a part's file, also where it is written in encoded words, as many programs do."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(parameter, None, header)
            if value is not None:
                return _NO_NAMES.sub("", header_text(collapse_rfc2231_value(value)))
        except (ValueError, LookupError, MessageError):
            continue
    return ""


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message, kind: str) -> PlainText | Html:
    text = decoded(_bytes(part), _parameter(part, "charset"))
    if kind == "text/html":
        return Html(text)
    is_flowed = _parameter(part, "format").lower() == "flowed"
    return PlainText(text, is_flowed, _parameter(part, "delsp").lower() == "yes")


def _parameter(part: Message, name: str) -> str:
    try:
        return collapse_rfc2231_value(part.get_param(name, ""))
    except (ValueError, LookupError):
        return ""


def _attached_mail(part: Message) -> Attachment:
    inside = next((one for one in part.get_payload() if isinstance(one, Message)), None)
    subject = "" if inside is None else header_text(str(inside.get("Subject", "")))
    name = _name(part) or f"{subject[:100].replace('/', '-') or 'mail'}.eml"
    return Attachment(name, partial(_mail_bytes, part, inside), MAIL)


def _mail_bytes(part: Message, inside: Message | None) -> bytes:
    if inside is None:
        return b""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64" and not inside.keys():
        # No mail may be encoded so, and some programs do it.
        try:
            return base64.b64decode(str(inside.get_payload()).encode("ascii", "ignore"))
        except binascii.Error:
            return b""
    return inside.as_bytes(policy=compat32.clone(max_line_length=0))
