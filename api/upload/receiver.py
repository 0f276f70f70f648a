"""Receiving an upload: bytes stream through limits, hashing and sniffing into staging keys of the store.

No file is kept as a whole, in memory or on disk. One unacceptable file rejects the request; the others are still
checked, so that the response names everything that is wrong, but nothing more is stored.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import anyio
from starlette.requests import Request

from api.upload.multipart import PartBegin, PartData, PartEnd, parts
from shared.errors import (
    DocInsightError,
    MalformedRequest,
    NotAcceptable,
    RejectedUpload,
    StoreFull,
    TooLarge,
    Unavailable,
)
from shared.files.content import Sniffer
from shared.files.names import display_name
from shared.models.problem import FieldError
from shared.settings import MiB, Settings
from shared.store import images, uploads
from shared.store.driver import AsyncStore

CHUNK_BYTES = MiB
"""What goes to the store in one command."""
FILL_CHECK_INTERVAL = 64
"""Chunks of one file after which the store's fill is checked again."""
MAX_FIELD_BYTES = 16 * 1024
MAX_FIELDS = 32
DISCARD_TIMEOUT_SECONDS = 2


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file, received and staged."""

    staging: str
    filename: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class ReceivedForm:
    """The files and the other fields of an upload."""

    files: list[ReceivedFile] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    published: bool = False


@contextlib.asynccontextmanager
async def receive_upload(
    request: Request, store: AsyncStore, settings: Settings, *, keep: bool = True
) -> AsyncIterator[ReceivedForm]:
    """Receive an upload. What is staged and not ``published`` by the end of the block is discarded.

    ``keep``: whether bytes are staged at all, rather than only hashed and sniffed.
    """
    receiver = _Receiver(store, settings, keep)
    try:
        yield await receiver.receive(request)
    finally:
        await _discard(receiver)


@contextlib.asynccontextmanager
async def receive_file(
    request: Request, store: AsyncStore, settings: Settings, filename: str
) -> AsyncIterator[ReceivedForm]:
    """Receive a body that is one file, as `receive_upload` receives a form. Raises what is wrong with the file."""
    receiver = _Receiver(store, settings, keep=True)
    try:
        yield await receiver.receive_file(request, filename)
    finally:
        await _discard(receiver)


async def _discard(receiver: "_Receiver") -> None:
    # Also when the client is gone and this task is cancelled. Where the store is unavailable, staged bytes expire.
    with (
        anyio.CancelScope(shield=True),
        anyio.move_on_after(DISCARD_TIMEOUT_SECONDS),
        contextlib.suppress(Unavailable),
    ):
        await receiver.discard()


class _Receiver:
    def __init__(self, store: AsyncStore, settings: Settings, keep: bool) -> None:
        self._store, self._settings, self._keep = store, settings, keep
        self._form = ReceivedForm()
        self._rejected: list[tuple[str, DocInsightError]] = []
        self._staged: list[str] = []
        self._seen = 0
        self._writing: asyncio.Task[None] | None = None

    async def receive(self, request: Request) -> ReceivedForm:
        if (expected := _expected_bytes(request)) <= self._settings.max_request_bytes:
            await self._check_fill(expected)
        part: _FilePart | _FieldPart | None = None
        async for event in parts(request, max_bytes=self._settings.max_request_bytes):
            if self._writing is not None and self._writing.done():
                await self._settle()
            match event:
                case PartBegin(name, filename):
                    part = self._begin(name, filename)
                case PartData(data):
                    assert part is not None
                    await part.feed(data)
                case PartEnd():
                    assert part is not None
                    await part.end()
        await self._settle()
        if self._rejected:
            raise RejectedUpload(self._rejected)
        if not self._form.files:
            raise NotAcceptable(
                "Send at least one file, in the field 'files'.",
                errors=[FieldError(field="files", message="At least one file is needed.")],
            )
        return self._form

    async def receive_file(self, request: Request, filename: str) -> ReceivedForm:
        if (expected := _expected_bytes(request)) > self._settings.max_file_bytes:
            raise TooLarge("The file is over its size limit; see /limits.")
        await self._check_fill(expected)
        part = _FilePart(self, display_name(filename), named=True)
        async for chunk in request.stream():
            if self._writing is not None and self._writing.done():
                await self._settle()
            await part.feed(memoryview(chunk))
            if self._rejected:
                break
        await part.end()
        await self._settle()
        if self._rejected:
            raise self._rejected[0][1]
        return self._form

    async def discard(self) -> None:
        with contextlib.suppress(Exception):
            await self._settle()
        if self._staged and not self._form.published:
            await self._store.run(uploads.discard(self._staged))

    async def _check_fill(self, more: int) -> None:
        limit = self._settings.store_fill_limit
        if await self._store.run(uploads.fill(more)) <= limit:
            return
        # Images of pages can be rendered again.
        await self._store.run(images.make_room(more, limit))
        if await self._store.run(uploads.fill(more)) > limit:
            raise StoreFull(retry_after=60)

    def _begin(self, name: str, filename: str | None) -> "_FilePart | _FieldPart":
        if name == "files":
            self._seen += 1
            if self._seen > self._settings.max_files:
                raise NotAcceptable(
                    "The upload contains more files than the limit; see /limits.",
                    errors=[FieldError(field="files", message=f"At most {self._settings.max_files} files are taken.")],
                )
            if filename is None:
                raise NotAcceptable(
                    "A part of the field 'files' has no file name; send it as a file.",
                    errors=[FieldError(field="files", message="Files are sent with their names.")],
                )
            return _FilePart(self, display_name(filename), named=bool(filename))
        if filename:
            raise NotAcceptable(
                "A file was sent in an unknown field; send files in the field 'files'.",
                errors=[FieldError(field="files", message="Files are taken from this field only.")],
            )
        if len(self._form.fields) >= MAX_FIELDS:
            raise NotAcceptable("The form has too many fields.")
        return _FieldPart(self._form.fields, name)

    # ---- for file parts

    @property
    def settings(self) -> Settings:
        return self._settings

    def reject(self, filename: str, error: DocInsightError) -> None:
        self._rejected.append((filename, error))

    def accept(self, file: ReceivedFile) -> None:
        self._form.files.append(file)

    async def stage(self, key: str, at: int, chunk: bytes) -> None:
        if self._rejected or not self._keep:
            return
        if at == 0:
            self._staged.append(key)
        elif at % (FILL_CHECK_INTERVAL * CHUNK_BYTES) == 0:
            await self._check_fill(len(chunk))
        # The next bytes are received while these are written.
        await self._settle()
        self._writing = asyncio.create_task(self._store.run(uploads.write(key, at, chunk, self._settings.staging_ttl)))

    async def _settle(self) -> None:
        """Wait until the write under way has ended. Raises its error."""
        writing, self._writing = self._writing, None
        if writing is not None:
            await writing


def _expected_bytes(request: Request) -> int:
    length = request.headers.get("Content-Length", "0")
    return int(length) if length.isdecimal() else 0


class _FilePart:
    """One file while it is received."""

    def __init__(self, receiver: _Receiver, filename: str, *, named: bool) -> None:
        self._receiver, self._filename, self._named = receiver, filename, named
        self._sniffer, self._hash = Sniffer(), hashlib.sha256()
        self._key = uploads.staging_key()
        self._buffer = bytearray()
        self._flushed = 0
        self._failed = False

    async def feed(self, data: memoryview) -> None:
        if self._failed:
            return
        try:
            if self._flushed + len(self._buffer) + len(data) > self._receiver.settings.max_file_bytes:
                raise TooLarge("The file is over its size limit; see /limits.")
            self._sniffer.feed(data)
        except DocInsightError as error:
            self._fail(error)
            return
        self._buffer += data
        if len(self._buffer) >= CHUNK_BYTES:
            await self._flush(CHUNK_BYTES)

    async def end(self) -> None:
        if self._failed or (not self._named and not self._flushed and not self._buffer):
            # A form whose file field was left empty sends a part without name and content.
            return
        try:
            media_type = self._sniffer.media_type(self._filename)
        except DocInsightError as error:
            self._fail(error)
            return
        if self._buffer:
            await self._flush(len(self._buffer))
        self._receiver.accept(
            ReceivedFile(self._key, self._filename, media_type, self._flushed, self._hash.hexdigest())
        )

    async def _flush(self, size: int) -> None:
        chunk = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._hash.update(chunk)
        await self._receiver.stage(self._key, self._flushed, chunk)
        self._flushed += size

    def _fail(self, error: DocInsightError) -> None:
        self._failed = True
        self._buffer.clear()
        self._receiver.reject(self._filename, error)


class _FieldPart:
    """One plain field while it is received."""

    def __init__(self, fields: dict[str, str], name: str) -> None:
        self._fields, self._name = fields, name
        self._value = bytearray()

    async def feed(self, data: memoryview) -> None:
        self._value += data
        if len(self._value) > MAX_FIELD_BYTES:
            raise TooLarge("A field of the form is over its size limit.")

    async def end(self) -> None:
        try:
            self._fields[self._name] = self._value.decode("utf-8")
        except UnicodeDecodeError:
            raise MalformedRequest("A field of the form is not UTF-8.") from None
