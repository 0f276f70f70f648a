"""Keeps child processes running: starts each, waits until it is ready, restarts it when it dies, and stops all."""

import asyncio
import contextlib
import signal
import subprocess
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared import child_process
from shared.child_process import Stop

READY_POLL_INTERVAL_SECONDS = 0.1
MIN_RESTART_DELAY_SECONDS = 0.5

_MAX_LINE_BYTES = 1 << 16
_LAST_LINES = 40
_OUTPUT_TIMEOUT_SECONDS = 2.0
"""For reading what a process has written before its end."""

Report = Callable[[str, str], None]
"""Takes the name of a service, and a line about it."""


class StartFailed(Exception):
    """A process ended, or took too long, before it was first ready. ``lines`` are the last it wrote."""

    def __init__(self, name: str, cause: str, lines: Sequence[str] = ()) -> None:
        super().__init__(f"{name} {cause}")
        self.name = name
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Service:
    """A process to keep running.

    ``spawn`` starts it; lines of its standard output are reported where that is a pipe. ``on_exit`` is called after
    each end. ``start_timeout`` is in seconds. It is restarted after a delay that doubles from one death to the next,
    up to ``max_restart_delay`` seconds, and is reset once it lived for longer than that. ``show`` says which lines are
    reported; ``quiet_start`` suppresses those before it is ready. ``was_ready`` tells, before ``on_exit``, whether a
    process that has ended was ready: it may have been for less time than between two looks.
    """

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], Awaitable[bool]]
    stop: Stop = ((signal.SIGTERM, 10.0),)
    on_exit: Callable[[], None] = lambda: None
    start_timeout: float | None = 120.0
    max_restart_delay: float = 30.0
    quiet_start: bool = False
    show: Callable[[str], bool] = bool
    was_ready: Callable[[], bool] = lambda: False


class Supervisor:
    """Keeps services running. ``on_line`` takes lines of their output, ``on_event`` what happens to them, ``on_ready``
    the name of each when it is first ready.

    For the main thread: see `shared.child_process.spawn`.
    """

    def __init__(self, on_line: Report, on_event: Report, on_ready: Callable[[str], None] = lambda _: None) -> None:
        self._on_line = on_line
        self._on_event = on_event
        self._on_ready = on_ready
        self._running: dict[str, _Supervised] = {}

    async def start(self, *services: Service) -> None:
        """Start services side by side and return when all are ready. Raises StartFailed for the first that is not."""
        try:
            async with asyncio.TaskGroup() as group:
                for service in services:
                    group.create_task(self._start(service))
        except* StartFailed as failed:
            raise failed.exceptions[0] from None

    async def _start(self, service: Service) -> None:
        supervised = self._running[service.name] = _Supervised(service, self._on_line, self._on_event)
        await supervised.start()
        self._on_ready(service.name)

    async def stop(self, *names: str) -> None:
        """Stop these services side by side; without names, all."""
        chosen = names or tuple(self._running)
        await asyncio.gather(*(self._running.pop(name).stop() for name in chosen if name in self._running))


class _Supervised:
    """A service and the process that runs it now."""

    def __init__(self, service: Service, on_line: Report, on_event: Report) -> None:
        self._service = service
        self._on_line = on_line
        self._on_event = on_event
        self._process: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[int] | None = None
        self._stopping = asyncio.Event()
        self._ready = False
        self._last: deque[str] = deque(maxlen=_LAST_LINES)

    async def start(self) -> None:
        name, timeout = self._service.name, self._service.start_timeout
        self._task = asyncio.create_task(self._keep_running())
        try:
            async with asyncio.timeout(timeout):
                while not (self._ready or await self._service.is_ready()):
                    if self._task.done():
                        raise StartFailed(name, _described(self._task.result()), list(self._last))
                    await asyncio.sleep(READY_POLL_INTERVAL_SECONDS)
        except TimeoutError:
            raise StartFailed(name, f"was not ready within {timeout:g} s", list(self._last)) from None
        self._ready = True

    async def stop(self) -> None:
        self._stopping.set()
        if self._task is None:
            return
        for number, seconds in self._service.stop:
            self._signal(number)
            done, _ = await asyncio.wait([self._task], timeout=seconds)
            if done:
                break
            self._on_event(self._service.name, f"did not end within {seconds:g} s of {number.name}")
        else:
            self._signal(signal.SIGKILL)
        await self._task

    def _signal(self, number: signal.Signals) -> None:
        # Not waited for as long as its status is unknown, so that its id is still its own.
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def _keep_running(self) -> int:
        """Run the process again and again until asked to stop, or once if it never is ready; its last status."""
        service, loop = self._service, asyncio.get_running_loop()
        delay = MIN_RESTART_DELAY_SECONDS
        while not self._stopping.is_set():
            started = loop.time()
            status = await self._run()
            if self._stopping.is_set() or not self._ready:
                return status
            if loop.time() - started > service.max_restart_delay:
                delay = MIN_RESTART_DELAY_SECONDS
            self._on_event(service.name, f"{_described(status)}; starting it again in {delay:g} s")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._stopping.wait()
            delay = min(2 * delay, service.max_restart_delay)
        return 0

    async def _run(self) -> int:
        """Run the process once; its status."""
        self._process = process = self._service.spawn()
        reading = asyncio.create_task(self._read(process))
        status = await child_process.wait(process)
        self._ready = self._ready or self._service.was_ready()
        self._service.on_exit()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OUTPUT_TIMEOUT_SECONDS):
                await reading
        return status

    async def _read(self, process: subprocess.Popen[bytes]) -> None:
        async for line in _lines(process):
            self._last.append(line)
            if (self._ready or not self._service.quiet_start) and self._service.show(line):
                self._on_line(self._service.name, line)


async def _lines(process: subprocess.Popen[bytes]) -> AsyncIterator[str]:
    """Lines of a process' standard output, if that is a pipe. A line that is too long comes in pieces."""
    if process.stdout is None:
        return
    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), process.stdout
    )
    try:
        rest = b""
        while chunk := await stream.read(_MAX_LINE_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _MAX_LINE_BYTES:
                lines, rest = [*lines, rest], b""
            for line in lines:
                if text := line.decode("utf-8", "replace").rstrip():
                    yield text
        if text := rest.decode("utf-8", "replace").rstrip():
            yield text
    finally:
        transport.close()


def _described(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
