"""Make documents of their own of what is attached to a document."""

import hashlib
from collections.abc import Iterator

from shared.errors import EmptyFile, UnsupportedMediaType
from shared.files.content import Sniffer
from shared.files.names import display_name
from shared.models.warnings import DocumentWarning
from shared.settings import settings
from shared.store import attachments, images, uploads
from shared.store.attachments import MAX_DEPTH, Attached
from shared.store.documents import Opening
from worker.formats.page_source import Attachment, HasAttachments
from worker.runtime.process import store

CHUNK_BYTES = 4 << 20
"""What goes to the store in one command."""


def publish_attachments(opening: Opening, source: HasAttachments) -> list[DocumentWarning]:
    """Publish them, and say what of them is not read. Done again, it changes nothing. Raises StoreFull."""
    return list(_Publishing(opening).publish(source))


class _Publishing:
    """Collects what is published of one document, and why the rest is not."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._unread: list[str] = []
        self._left_out: list[str] = []

    def publish(self, source: HasAttachments) -> Iterator[DocumentWarning]:
        """Publish; the warnings that it leads to."""
        self._unread += source.unread
        staged: list[Attached] = []
        for position, one in enumerate(source.attachments):
            if len(staged) >= settings().max_files:
                self._left_out.append(_TOO_MANY)
            elif (attached := self._staged(position, one)) is not None:
                staged.append(attached)
        if staged:
            self._left_out += [_TOO_MANY] * store().run(attachments.publish(self._opening, staged))
        if self._unread:
            yield DocumentWarning.of_attachments("unread-attachments", self._unread)
        if self._left_out:
            yield DocumentWarning.of_attachments("attachments-over-limit", self._left_out)

    def _staged(self, position: int, one: Attachment) -> Attached | None:
        if self._opening.depth >= MAX_DEPTH:
            self._left_out.append("attached too deep, mail in mail")
            return None
        try:
            data = one.load()
            media_type = one.media_type if data and one.media_type else _sniffed(data, one.name)
        except EmptyFile:
            self._unread.append("an empty file")
            return None
        except UnsupportedMediaType as error:
            self._unread.append(error.what or "a file of an unknown type")
            return None
        except RecursionError:
            self._unread.append("a mail with parts nested too deep")
            return None
        if len(data) > settings().max_file_bytes:
            self._left_out.append("larger than a file may be")
            return None
        if not _has_room(len(data)):
            self._left_out.append("more than the store has room for")
            return None
        name, digest = display_name(one.name), hashlib.sha256(data).hexdigest()
        return Attached(position, _written(data), name, media_type, len(data), digest)


_TOO_MANY = "more files than an upload may have"


def _sniffed(data: bytes, name: str) -> str:
    sniffer = Sniffer()
    view = memoryview(data)
    for at in range(0, len(data), CHUNK_BYTES):
        sniffer.feed(view[at : at + CHUNK_BYTES])
    return sniffer.media_type(name)


def _has_room(more: int) -> bool:
    limit = settings().store_fill_limit
    if store().run(uploads.fill(more)) <= limit:
        return True
    # Images of pages can be rendered again.
    store().run(images.make_room(more, limit))
    return store().run(uploads.fill(more)) <= limit


def _written(data: bytes) -> str:
    """The key at which the bytes are staged."""
    key = uploads.staging_key()
    for at in range(0, len(data), CHUNK_BYTES):
        store().run(uploads.write(key, at, data[at : at + CHUNK_BYTES], settings().staging_ttl))
    return key
