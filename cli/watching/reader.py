"""Reading one file of a watched folder, or finding that what it holds was read before."""

import asyncio
import contextlib
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from rich.progress import Progress

from cli.batch.asking import Asker
from cli.batch.faults import SERVICE_FAULTS, sentence_of
from cli.console import printable
from cli.uploads import DocumentJob
from cli.watching.folder import ERROR_SUFFIX, Seen, seen
from cli.watching.outputs import Outputs
from cli.watching.state import Record, State
from docinsight_client import AsyncDocument, DocInsightError, errors
from docinsight_client.requests import UploadOptions

PASSING = (errors.NotFound, errors.Conflict, errors.DocumentGone, errors.InternalError)
"""Errors that are met when a store is emptied or a session is deleted meanwhile; the next try may do well."""


class Changed(Exception):
    """A file was written to while it was read."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a file: a document, an error, or neither where its content was known."""

    written: list[str]
    document: AsyncDocument | None = None
    error: str | None = None


class Reader:
    """Reads files, writes what is wanted of them, and keeps a record of each."""

    def __init__(
        self,
        folder: Path,
        state: State,
        outputs: Outputs,
        asker: Asker,
        options: UploadOptions,
        wanted: str,
        *,
        keep: bool,
    ) -> None:
        self._folder = folder
        self._state = state
        self._outputs = outputs
        self._asker = asker
        self._options = options
        self._wanted = wanted
        self._keep = keep

    def is_known(self, name: str, file: Seen) -> bool:
        """Whether nothing is to be done. What could not be read is tried again when its error file was removed."""
        record = self._state.get(name)
        if record is None or (record.size, record.modified_ns) != (file.size, file.modified_ns):
            return False
        tried = record.error is None or self._outputs.exists(f"{name}{ERROR_SUFFIX}")
        return record.wanted == self._wanted and tried

    async def read(self, name: str, bars: Progress) -> Read | None:
        """Read a file; None when its content is the same as before, or it is gone.

        Raises Changed, OSError, and DocInsightError where another try may do well.
        """
        path = self._folder / name
        if (before := seen(path)) is None:
            return None
        content = await asyncio.to_thread(_sha256, path)
        record = Record(before.size, before.modified_ns, content, self._wanted)
        old = self._state.get(name)
        if old and old.sha256 == content and self.is_known(name, Seen(old.size, old.modified_ns)):
            self._state.put(name, replace(record, outputs=old.outputs, error=old.error))
            return None
        if (known := self._taken_over(name, content)) is not None:
            self._keep_record(name, replace(record, outputs=known))
            return Read(known)
        try:
            document = await self._upload(path, bars)
            written = await self._outputs.write(name, document, self._asker)
        except (*PASSING, *SERVICE_FAULTS):
            raise
        except DocInsightError as error:
            sentence = sentence_of(error)
            written = [self._outputs.write_error(name, sentence)]
            self._keep_record(name, replace(record, outputs=written, error=sentence))
            return Read(written, error=sentence)
        if seen(path) != before or document.sha256 != content:
            raise Changed
        self._keep_record(name, replace(record, outputs=written))
        if not self._keep:
            # What cannot be deleted now expires by itself.
            with contextlib.suppress(DocInsightError):
                await document.delete()
        return Read(written, document)

    def forget_errors(self, gone: list[str]) -> None:
        """Remove the error files of files that are gone. What was written of others stays."""
        for name in gone:
            record = self._state.get(name)
            if record is not None and record.error is not None:
                self._outputs.remove(record.outputs)
                self._state.forget(name)

    def _taken_over(self, name: str, content: str) -> list[str] | None:
        """What there is of a file by another of the same content, which was renamed to it or is still there."""
        for other, record in self._state.items():
            if other != name and record.sha256 == content and record.wanted == self._wanted and record.error is None:
                move = seen(self._folder / other) is None
                if (outputs := self._outputs.take_over(other, name, record.outputs, move=move)) is not None:
                    if move:
                        self._state.forget(other)
                    return outputs
        return None

    def _keep_record(self, name: str, record: Record) -> None:
        """Keep what was done, once what is left of the content before is removed."""
        old = self._state.get(name)
        stale = set(old.outputs if old else ()) | {f"{name}{ERROR_SUFFIX}"}
        self._outputs.remove(sorted(stale - set(record.outputs)))
        self._state.put(name, record)

    async def _upload(self, path: Path, bars: Progress) -> AsyncDocument:
        bar = bars.add_task(printable(path.name), total=None)

        def update(job: DocumentJob) -> None:
            if job.progress is not None:
                bars.update(bar, completed=job.progress.done, total=job.progress.total)

        try:
            return await self._asker.read(path, self._options, update)
        finally:
            bars.remove_task(bar)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
