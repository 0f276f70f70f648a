"""What can be uploaded: a path, bytes, an open file, or one of these with a name."""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Content = bytes | BinaryIO
File = str | os.PathLike[str] | Content | tuple[str, "str | os.PathLike[str] | Content"]
"""A path, bytes, a binary file object, or ``(name, one of these)``."""
OnSent = Callable[[int, int], None]
"""Called with the bytes sent so far and their total, of the present attempt."""

UNNAMED = "document"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be sent, which can be opened once for each attempt."""

    name: str
    path: Path | None
    file: BinaryIO | None
    start: int
    size: int

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file at its beginning."""
        if self.path is not None:
            with self.path.open("rb") as file:
                yield file
        else:
            assert self.file is not None
            self.file.seek(self.start)
            yield self.file


def source(file: File) -> Source:
    """What a caller gave as a source. Raises OSError for a path that cannot be read."""
    name, content = file if isinstance(file, tuple) else (None, file)
    if isinstance(content, str | os.PathLike):
        path = Path(content)
        return Source(name or path.name, path, None, 0, path.stat().st_size)
    if isinstance(content, bytes):
        return Source(name or UNNAMED, None, io.BytesIO(content), 0, len(content))
    named = getattr(content, "name", None)
    name = name or (Path(named).name if isinstance(named, str) else UNNAMED)
    if not content.seekable():
        # Kept, so that it can be sent again.
        kept: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115
        shutil.copyfileobj(content, kept)
        return Source(name, None, kept, 0, kept.tell())
    start = content.tell()
    size = content.seek(0, os.SEEK_END) - start
    return Source(name, None, content, start, size)


class Counted:
    """A file from where it stands, which reports how much of it was read."""

    def __init__(self, file: BinaryIO, report: Callable[[int], None]) -> None:
        self._file = file
        self._start = file.tell()
        self._report = report

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._file.read(size)
        self._report(len(chunk))
        return chunk

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to an offset from where the file stood."""
        return self._file.seek(offset + (self._start if whence == os.SEEK_SET else 0), whence) - self._start

    def tell(self) -> int:
        """The offset from where the file stood."""
        return self._file.tell() - self._start


@dataclass(slots=True)
class SentBytes:
    """Counts the bytes of all files of one attempt."""

    total: int
    on_sent: OnSent | None
    sent: int = 0

    def add(self, count: int) -> None:
        """So many more were sent."""
        self.sent += count
        if self.on_sent is not None and count:
            self.on_sent(self.sent, self.total)
