"""A mail as it was parsed, whatever its format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.models.warnings import WarningCode

MAIL = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"


@dataclass(frozen=True, slots=True)
class PlainText:
    """A body of plain text, as its lines are shown."""

    text: str
    is_flowed: bool = False
    """Whether a line that ends with a space goes on in the next one (RFC 3676)."""
    deletes_space: bool = False
    """Whether that space is deleted then."""


@dataclass(frozen=True, slots=True)
class Html:
    """A body of HTML."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. ``load`` gives its bytes; ``media_type`` is known for mails alone."""

    name: str
    load: Callable[[], bytes]
    media_type: str | None = None


@dataclass(slots=True)
class Mail:
    """``headers`` are names and values as they are shown; ``pictures`` are files by their Content-ID.

    ``unread`` says of each attachment that the mail does not contain what it is.
    """

    headers: Sequence[tuple[str, str]]
    body: Sequence[PlainText | Html]
    attachments: Sequence[Attachment] = ()
    pictures: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    unread: Sequence[str] = ()
    warnings: frozenset[WarningCode] = frozenset()
