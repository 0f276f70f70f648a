"""Watching a folder: what has come to rest is read, several files at a time, until all is read or it is stopped."""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress
from rich.text import Text
from watchfiles import Change, DefaultFilter, awatch

from cli import rendering
from cli.batch.asking import FILES_AT_ONCE, cancelled
from cli.batch.command import progress_bars
from cli.batch.faults import SERVICE_FAULTS
from cli.console import err, out, printable
from cli.watching.folder import ERROR_SUFFIX, Seen, Settling, is_temporary, look
from cli.watching.outputs import Outputs
from cli.watching.reader import PASSING, Changed, Read, Reader
from cli.watching.state import State
from docinsight_client import DocInsightError
from docinsight_client.errors import Unauthorized

FIRST_PAUSE_SECONDS = 5.0
MAX_PAUSE_SECONDS = 300.0
"""Between tries of what may do well later."""
LOOK_INTERVAL_SECONDS = 60.0
"""Without an event: file systems of other machines send none."""
MAX_WAIT_SECONDS = 30.0
"""For which one pass waits for files that are still written to, or are tried again."""


@dataclass(slots=True)
class Postponed:
    """A file that is tried again at a time."""

    tries: int = 0
    until: float = 0.0

    def again(self) -> float:
        """Count a try; the seconds until the next."""
        pause = min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(self.tries, 10))
        self.tries += 1
        self.until = time.monotonic() + pause
        return pause


@dataclass(slots=True)
class Outcome:
    """What became of the files of one pass."""

    failed: int = 0
    left: list[str] = field(default_factory=list)


class Watcher:
    """Watches a folder. ``stop`` ends it, at once and without loss."""

    def __init__(
        self, folder: Path, state: State, outputs: Outputs, reader: Reader, *, recursive: bool, settle: float
    ) -> None:
        self._folder = folder
        self._state = state
        self._outputs = outputs
        self._reader = reader
        self._recursive = recursive
        self._settling = Settling(settle)
        self._settle = settle
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._postponed: dict[str, Postponed] = {}
        self._service = Postponed()
        self._wake = asyncio.Event()
        self._stopped = asyncio.Event()
        self._failed: DocInsightError | None = None
        self._broken: BaseException | None = None
        self.outcome = Outcome()

    def stop(self) -> None:
        """End it."""
        self._stopped.set()
        self._wake.set()

    async def once(self) -> None:
        """Read what is there. Raises DocInsightError where the service fails, and OSError."""
        end = time.monotonic() + MAX_WAIT_SECONDS
        with progress_bars() as bars:
            try:
                while not self._stopped.is_set():
                    left = await self._step(bars)
                    if self._failed is not None:
                        raise self._failed
                    if not self._under_way and (not left or time.monotonic() > end):
                        self.outcome.left = left
                        break
                    await self._pause(self._settle / 4)
            finally:
                await cancelled(self._under_way.values())

    async def run(self) -> None:
        """Read what is there and what comes, until it is stopped.

        Raises OSError where the folder is gone, and Unauthorized.
        """
        events = asyncio.ensure_future(self._follow_events())
        with progress_bars() as bars:
            try:
                while not self._stopped.is_set():
                    left = await self._step(bars)
                    if events.done():
                        await events
                    if isinstance(self._failed, Unauthorized):
                        raise self._failed
                    await self._pause(self._until_next(left))
            finally:
                await cancelled([*self._under_way.values(), events])

    async def _step(self, bars: Progress) -> list[str]:
        """Look, and begin what can be begun; the files that are there and still to be read."""
        if self._broken is not None:
            raise self._broken
        files = await asyncio.to_thread(
            look, self._folder, recursive=self._recursive, outputs=self._outputs.folder, written=self._state.outputs()
        )
        self._forget_gone(files)
        now = time.monotonic()
        settled = self._settling.settled(files, now)
        left = [name for name, file in sorted(files.items()) if file.size and not self._reader.is_known(name, file)]
        for name in left:
            if len(self._under_way) == FILES_AT_ONCE:
                break
            if name in settled and name not in self._under_way and now >= self._earliest(name):
                task = self._under_way[name] = asyncio.ensure_future(self._read(name, bars))
                task.add_done_callback(self._ended)
        return left

    def _earliest(self, name: str) -> float:
        """When a file may be tried."""
        return max(self._service.until, self._postponed.get(name, self._service).until)

    def _until_next(self, left: Sequence[str]) -> float:
        """The seconds to the next look, unless something happens before."""
        now = time.monotonic()
        times = [self._earliest(name) - now for name in left if name not in self._under_way]
        return min([LOOK_INTERVAL_SECONDS, *(max(self._settle / 4, seconds) for seconds in times)])

    def _forget_gone(self, files: Mapping[str, Seen]) -> None:
        """Remove the error files of files that are gone. What was written of others stays."""
        self._reader.forget_errors([name for name, _ in self._state.items() if name not in files])
        for name in self._postponed.keys() - files.keys() - self._under_way.keys():
            self._outputs.remove([f"{name}{ERROR_SUFFIX}"])
            del self._postponed[name]

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = error
            self._wake.set()

    async def _read(self, name: str, bars: Progress) -> None:
        try:
            read = await self._reader.read(name, bars)
        except Changed:
            pass
        except SERVICE_FAULTS as error:
            self._failed = error
            pause = self._service.again()
            _say("yellow", f"{error} Trying again in {pause:.0f} s.")
        except (*PASSING, OSError) as error:
            self._postpone(name, error)
        else:
            self._service, self._failed = Postponed(), None
            self._postponed.pop(name, None)
            if read is not None:
                self._tell(name, read)
        finally:
            del self._under_way[name]
            self._wake.set()

    def _postpone(self, name: str, error: Exception) -> None:
        why = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)
        pause = self._postponed.setdefault(name, Postponed()).again()
        # Nor can this be written where nothing can.
        with contextlib.suppress(OSError):
            self._outputs.write_error(name, why)
        _say("yellow", f"{name}: {why} Trying again in {pause:.0f} s.")

    def _tell(self, name: str, read: Read) -> None:
        if read.error is not None:
            self.outcome.failed += 1
            err.print(Text.assemble(("✗ ", "red"), printable(f"{name}: {read.error}")), soft_wrap=True)
        elif read.document is not None:
            err.print(rendering.document(read.document, name))
        else:
            _say("dim", f"{name} holds what was read before.")
        for output in read.written:
            out.print(Text(printable(str(self._outputs.folder / output))), soft_wrap=True)

    async def _follow_events(self) -> None:
        unimportant = _Unimportant()
        async for _ in awatch(
            self._folder, recursive=self._recursive, watch_filter=unimportant, stop_event=self._stopped
        ):
            self._wake.set()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()


class _Unimportant(DefaultFilter):
    """Leaves out changes of temporary files, among them those that are written here."""

    ignore_dirs: Sequence[str] = ()

    def __call__(self, change: Change, path: str) -> bool:  # noqa: ARG002
        return not is_temporary(Path(path).name)


def _say(style: str, sentence: str) -> None:
    err.print(Text(printable(sentence), style), soft_wrap=True)
