"""One run of the whole service in a terminal, from its start to its stop."""

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from cli.console import err, log_line
from cli.exit_codes import Exit, fail
from cli.local_service.local import STORE, Local, Plan
from shared.net import is_loopback
from shared.settings import settings
from shared.supervisor import StartFailed, Supervisor

SAME_REQUEST_SECONDS = 1.0
"""Signals within that time are one request to stop: a terminal's and that of a `make` above, for example."""


class Foreground:
    """Runs a plan, shows its progress, and stops it on request."""

    def __init__(self, plan: Plan, quiet: bool) -> None:
        self._plan = plan
        self._quiet = quiet
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=err,
            transient=True,
            disable=quiet or not err.is_terminal,
        )
        self._began = time.monotonic()
        self._stop_requested_at = 0.0
        self._tasks: dict[str, TaskID] = {}
        self._local = Local(plan, Supervisor(self._on_line, self._on_event, self._on_ready))

    async def run(self) -> None:
        """Run until a signal to stop comes. Exits with one sentence where the service does not start."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal, stop)
        starting = asyncio.create_task(self._start())
        stopped = asyncio.create_task(stop.wait())
        failure: StartFailed | None = None
        try:
            await asyncio.wait([starting, stopped], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopped
            else:
                starting.cancel()
                with contextlib.suppress(asyncio.CancelledError, StartFailed):
                    await starting
        except StartFailed as error:
            failure = error
        finally:
            self._show("stopping" if failure is None else "stopping what was started")
            await self._local.stop()
        if failure is not None:
            # Of the others every line has been shown as it came.
            for line in failure.lines if self._quiet or failure.name == STORE else ():
                err.print(log_line(failure.name, line), soft_wrap=True)
            fail(f"The service did not start: {failure}. 'docinsight doctor' may know why.", Exit.FAILED)
        self._show("stopped; nothing is left running")

    async def _start(self) -> None:
        with self._progress:
            self._tasks = {name: self._progress.add_task(name, total=1) for name in self._local.names}
            await self._local.start()
        self._plan.state.announce(self._plan.url, self._plan.flower_url)
        if not self._quiet:
            self._greet()

    def _greet(self) -> None:
        plan = self._plan
        url = plan.url
        seconds = time.monotonic() - self._began
        err.print(Panel.fit(Text(f"Healthy after {seconds:.1f} s: {url}", "bold green"), border_style="green"))
        err.print(Text(f"The page is {url}/, the API's documentation {url}/docs. Ctrl-C stops the service. Try:\n"))
        err.print(Text(example_calls(url) + "\n"), soft_wrap=True)
        if plan.flower_url:
            err.print(
                Text(f"Flower is {plan.flower_url}, user docinsight, password in {plan.state.passwords_file}"),
                soft_wrap=True,
            )
        if not is_loopback(plan.host) and not settings().api_keys:
            err.print(
                Text(
                    f"Anyone who reaches {plan.host}:{plan.port} can read and delete everything: "
                    "no API key is set (DOCINSIGHT_API_KEYS).",
                    "bold yellow",
                )
            )

    # ---- what the supervisor reports

    def _on_ready(self, name: str) -> None:
        if name in self._tasks:
            self._progress.update(self._tasks[name], completed=1)
        self._show(f"ready after {time.monotonic() - self._began:.1f} s", name)

    def _on_line(self, name: str, line: str) -> None:
        if self._quiet:
            return
        if settings().log_json:
            err.print(Text(line), soft_wrap=True)
        else:
            err.print(log_line(name, line), soft_wrap=True)

    def _on_event(self, name: str, event: str) -> None:
        err.print(log_line(name, f"warning: {event}"), soft_wrap=True)

    def _show(self, remark: str, name: str = "up") -> None:
        if not self._quiet:
            err.print(log_line(name, remark), soft_wrap=True)

    def _on_signal(self, stop: asyncio.Event) -> None:
        now = time.monotonic()
        if not stop.is_set():
            self._stop_requested_at = now
            stop.set()
        elif now - self._stop_requested_at > SAME_REQUEST_SECONDS:
            # Asked twice.
            self._local.kill()
            os._exit(1)


def example_calls(url: str) -> str:
    """An upload and a question as shell commands, to be pasted as they are."""
    # In a checkout they work at once, on the documents that come with it.
    files = ["docs/sample/report.pdf", "docs/sample/scan.jpg"]
    if not all(Path(file).exists() for file in files):
        files = ["report.pdf"]
    key = ' -H "Authorization: Bearer $KEY"' if settings().api_keys else ""
    uploads = " ".join(f'-F "files=@{file}"' for file in files)
    question = '{"question":"Who signed the delivery note?","session_id":"d1"}'
    first_id = """grep -o '"id": *"[^"]*' | head -n 1 | cut -d '"' -f 4"""
    return (
        f'curl -s -X POST {url}/upload{key} -H "X-Session-ID: d1" {uploads}\n'
        f"JOB=$(curl -s -X POST {url}/ask{key} -H \"Content-Type: application/json\" -d '{question}' | {first_id})\n"
        f'curl -s "{url}/jobs/$JOB?wait=30"{key}'
    )
