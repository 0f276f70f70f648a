"""Mails of Outlook (MS-OXMSG): properties in the folders of a compound file, which python-oxmsg and olefile read.

The properties are looked up here rather than by python-oxmsg, which gives up a whole mail for one that is damaged.
"""

import io
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import format_datetime
from functools import cached_property, partial

from olefile import OleFileIO
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.storage import Storage

from shared.errors import Corrupt
from shared.models.warnings import WarningCode
from worker.formats.mail.characters import decoded, header_text
from worker.formats.mail.content import MAIL, Attachment, Html, Mail, PlainText
from worker.formats.mail.eml import SHOWN
from worker.formats.mail.rtf import body_of_rtf
from worker.formats.mail.written import written

ROOT_HEADER, EMBEDDED_HEADER, PART_HEADER = 32, 24, 8
"""Bytes before the properties of a file, of a mail in a mail, and of a recipient or an attachment."""

MAX_ATTACHMENTS = 2000
MAX_DEPTH = 8
"""Of mails in mails that are written as files; deeper ones are not."""

SUBJECT, BODY, HTML, RTF, TRANSPORT_HEADERS, CODE_PAGE = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D, 0x3FDE
MESSAGE_CLASS, SENT, DELIVERED = 0x001A, 0x0039, 0x0E06
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
NAME, ADDRESS, SMTP, RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
DATA, LONG_NAME, SHORT_NAME, METHOD, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3705, 0x3712
BY_VALUE, EMBEDDED = 1, 5
_STRING, _STRING_8, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
_RECIPIENTS = {1: "To", 2: "Cc", 3: "Bcc"}
_ENCRYPTED = ("ipm.note.smime", "ipm.note.secure")


def parsed(data: bytes) -> Mail:
    """The mail. Raises Corrupt."""
    try:
        with OleFileIO(io.BytesIO(data)) as file:
            root = Storage.from_ole(file)
    except (OSError, RecursionError, ValueError, struct.error, IndexError, AttributeError, TypeError) as error:
        # What olefile raises for damage depends on where it is.
        raise Corrupt from error
    if not any(stream.name == "__properties_version1.0" for stream in root.streams):
        raise Corrupt("The file is no Outlook message, or a part of it is missing; save it again from its source.")
    return _mail(_Properties(root, ROOT_HEADER))


class _Properties:
    """The properties of a mail, a recipient or an attachment."""

    def __init__(self, storage: Storage, header: int) -> None:
        self.storage = storage
        self._header = header

    def text(self, number: int) -> str:
        """A string, empty where there is none."""
        if (wide := self._streams.get(f"{number:04X}{_STRING:04X}")) is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        if (narrow := self._streams.get(f"{number:04X}{_STRING_8:04X}")) is not None:
            return decoded(narrow, self.encoding).rstrip("\0")
        return ""

    def binary(self, number: int) -> bytes | None:
        """Bytes, None where there are none."""
        return self._streams.get(f"{number:04X}{_BINARY:04X}")

    def integer(self, number: int) -> int | None:
        """A number, None where there is none."""
        value = self._fixed.get(number)
        return None if value is None else int.from_bytes(value[:4], "little")

    def time(self, number: int) -> datetime | None:
        """A time, None where there is none."""
        value = self._fixed.get(number)
        if value is None:
            return None
        try:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=int.from_bytes(value, "little") // 10)
        except OverflowError:
            return None

    @cached_property
    def encoding(self) -> str | None:
        """The code page of its texts in 8 bits, None where it is not known."""
        page = self.integer(CODE_PAGE)
        try:
            return None if page is None else encoding_from_codepage(page)
        except (UnrecognizedCodePageError, UnsupportedEncodingError):
            return None

    @cached_property
    def _streams(self) -> dict[str, bytes]:
        prefix = "__substg1.0_"
        return {one.name[len(prefix) :]: one.bytes_ for one in self.storage.streams if one.name.startswith(prefix)}

    @cached_property
    def _fixed(self) -> dict[int, bytes]:
        """The values of eight bytes, by their numbers."""
        table = next((one.bytes_ for one in self.storage.streams if one.name == "__properties_version1.0"), b"")
        rows = (table[at : at + 16] for at in range(self._header, len(table) - 15, 16))
        return {int.from_bytes(row[2:4], "little"): row[8:] for row in rows}


def _mail(properties: _Properties, depth: int = 0) -> Mail:
    warnings: set[WarningCode] = set()
    if properties.text(MESSAGE_CLASS).lower().startswith(_ENCRYPTED):
        warnings.add("encrypted-content")
    body = _body(properties)
    html = body.text if isinstance(body, Html) else ""
    attachments: list[Attachment] = []
    pictures: dict[str, Callable[[], bytes]] = {}
    unread: list[str] = []
    for storage in list(properties.storage.iter_attachment_storages())[:MAX_ATTACHMENTS]:
        file = _Properties(storage, PART_HEADER)
        identity = file.text(CONTENT_ID).strip("<> ")
        data = file.binary(DATA)
        if file.integer(METHOD) == EMBEDDED or (data is None and _embedded(file) is not None):
            attachments.append(_attached_mail(file, depth))
        elif data is None or file.integer(METHOD) not in (BY_VALUE, None):
            unread.append("an object of another program" if data is None else "a file that is elsewhere")
        elif identity and identity in html:
            pictures[identity] = partial(bytes, data)
        else:
            attachments.append(Attachment(_name_of(file), partial(bytes, data)))
    bodies = [] if body is None or "encrypted-content" in warnings else [body]
    if "encrypted-content" in warnings:
        # The whole mail is in the attachment that is its envelope.
        attachments = []
    return Mail(list(_headers(properties)), bodies, attachments, pictures, unread, frozenset(warnings))


def _body(properties: _Properties) -> PlainText | Html | None:
    if html := properties.binary(HTML):
        return Html(decoded(html, properties.encoding))
    if html_text := properties.text(HTML):
        return Html(html_text)
    text = properties.text(BODY)
    compressed = properties.binary(RTF)
    body = body_of_rtf(compressed, has_text=bool(text.strip())) if compressed else None
    return body or (PlainText(text) if text.strip() else None)


def _headers(properties: _Properties) -> Iterator[tuple[str, str]]:
    """As they were sent, else what Outlook has noted of them."""
    sent: dict[str, tuple[str, str]] = {}
    for name, value in HeaderParser(policy=compat32).parsestr(properties.text(TRANSPORT_HEADERS)).raw_items():
        sent.setdefault(name.lower(), (name, header_text(str(value))))
    noted = {name.lower(): (name, value) for name, value in _noted(properties)}
    for name in SHOWN:
        field = sent.get(name) or noted.get(name)
        if field is not None and field[1]:
            yield field


def _noted(properties: _Properties) -> Iterator[tuple[str, str]]:
    yield "From", _person(properties.text(SENDER_NAME), properties.text(SENDER_SMTP), properties.text(SENDER_ADDRESS))
    people: dict[int, list[str]] = {}
    for storage in properties.storage.iter_recipient_storages():
        one = _Properties(storage, PART_HEADER)
        person = _person(one.text(NAME), one.text(SMTP), one.text(ADDRESS))
        people.setdefault(one.integer(RECIPIENT_TYPE) or 1, []).append(person)
    for kind, name in _RECIPIENTS.items():
        yield name, ", ".join(filter(None, people.get(kind, ())))
    date = properties.time(SENT) or properties.time(DELIVERED)
    yield "Date", "" if date is None else format_datetime(date)
    yield "Subject", header_text(properties.text(SUBJECT))


def _person(name: str, smtp: str, address: str) -> str:
    """A name with an address that others can write to, not one of an Exchange server's own."""
    mail = smtp or (address if "@" in address else "")
    name = header_text(name).strip("'")
    return f"{name} <{mail}>" if name and mail and name != mail else name or mail


def _name_of(file: _Properties) -> str:
    return file.text(LONG_NAME) or file.text(SHORT_NAME) or file.text(NAME) or "attachment"


def _embedded(file: _Properties) -> Storage | None:
    """The folder of a mail that is attached."""
    name = f"__substg1.0_{DATA:04X}{_OBJECT:04X}"
    found = next((one for one in file.storage.storages if one.name == name), None)
    is_mail = found is not None and any(one.name == "__properties_version1.0" for one in found.streams)
    return found if is_mail else None


def _attached_mail(file: _Properties, depth: int) -> Attachment:
    name = (file.text(NAME) or file.text(LONG_NAME) or "mail")[:100].replace("/", "-")
    return Attachment(f"{name.removesuffix('.msg')}.eml", partial(_embedded_bytes, file, depth), MAIL)


def _embedded_bytes(file: _Properties, depth: int) -> bytes:
    """A mail in a mail, in the format in which mails are sent: its own format knows no part of a file."""
    storage = _embedded(file)
    if storage is None or depth >= MAX_DEPTH:
        return b""
    return written(_mail(_Properties(storage, EMBEDDED_HEADER), depth + 1))
