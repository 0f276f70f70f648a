"""Watching a folder with a service: ``docinsight watch``."""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.text import Text

from cli import service
from cli.batch.asking import Asker
from cli.batch.command import check_length, read_questions
from cli.console import err, printable
from cli.exit_codes import Exit, fail
from cli.watching.outputs import Outputs, Wanted
from cli.watching.reader import Reader
from cli.watching.state import InUse, State, UnusableState
from cli.watching.watcher import Outcome, Watcher
from docinsight_client import AsyncDocInsight, DocInsightError
from docinsight_client.requests import UploadOptions

CLOSE_TIMEOUT_SECONDS = 5.0


def watch_folder(
    folder: Path,
    written_to: Path,
    questions: Path | None,
    options: UploadOptions,
    base: str | None,
    key: str | None,
    *,
    markdown: bool,
    tables: bool,
    recursive: bool,
    once: bool,
    settle: float,
    keep: bool,
) -> None:
    """Read the files of a folder, and write what is read of them into another; ends the command with its status."""
    asked = read_questions(questions) if questions else None
    wanted = Wanted(markdown, tables, asked)
    session = options.get("session")
    used = session or secrets.token_hex(16)

    async def run(url: str, state: State) -> Outcome:
        async with service.connected(url, key) as client:
            if asked is not None:
                await check_length(client, asked)
            outputs = Outputs(written_to, wanted)
            asker = Asker(client, used, asked.rows if asked else (), links=keep)
            reader = Reader(folder, state, outputs, asker, options, wanted.digest(options), keep=keep)
            watcher = Watcher(folder, state, outputs, reader, recursive=recursive, settle=settle)
            with _signals_end(watcher):
                try:
                    await (watcher.once() if once else watcher.run())
                finally:
                    if session is None and not keep:
                        await _delete(client, used)
            return watcher.outcome

    with service.error_messages():
        try:
            written_to.mkdir(parents=True, exist_ok=True)
            state = State(written_to)
            with state.locked(), service.find_or_start(base, key) as (url, _):
                if not once:
                    err.print(Text(printable(f"Watching {folder}. Ctrl-C ends it.")), soft_wrap=True)
                outcome = asyncio.run(run(url, state))
        except InUse:
            fail(f"Another 'docinsight watch' is at work on {written_to}.", Exit.FAILED)
        except UnusableState as error:
            fail(f"{error}.", Exit.FAILED)
        except OSError as error:
            fail(f"{error.filename or folder}: {error.strerror}.", Exit.FAILED)
    if not once:
        err.print("Stopped.")
    else:
        for name in outcome.left:
            err.print(Text(printable(f"{name} was left for the next time."), "yellow"), soft_wrap=True)
        if outcome.failed or outcome.left:
            raise typer.Exit(Exit.FAILED)


@contextlib.contextmanager
def _signals_end(watcher: Watcher) -> Iterator[None]:
    """End the watcher at Ctrl-C, or when the program is asked to end."""
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, watcher.stop)
    try:
        yield
    finally:
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(one)


async def _delete(client: AsyncDocInsight, session: str) -> None:
    """Delete what is left of the session, also what is still read. What cannot be deleted expires by itself."""
    with contextlib.suppress(DocInsightError, TimeoutError):
        async with asyncio.timeout(CLOSE_TIMEOUT_SECONDS):
            await client.delete_session(session)
