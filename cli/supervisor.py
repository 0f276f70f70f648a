"""Runs processes side by side: starts each, waits until it is ready, restarts it when it dies, and stops all.

Nothing outlives the supervisor. Each process is killed by the kernel when the supervisor dies, and whatever its
process started is found by a mark in its environment.
"""

import asyncio
import contextlib
import ctypes
import os
import secrets
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import psutil

MARK = "DOCINSIGHT_SUPERVISOR"
"""Environment variable by which a process, and all that it starts, are known as ours."""
CHECK_EVERY = 0.1
"""Seconds between looks at whether a process is ready."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead process is started again: doubled each time, and back to the first once it lived long."""

_LONGEST_LINE = 1 << 16
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

Say = Callable[[str, str], None]
"""Takes the name of a process and one line that it wrote."""


class StartFailed(Exception):
    """A process ended, or took too long, before it was first ready. ``lines`` are the last it wrote."""

    def __init__(self, name: str, cause: str, lines: Sequence[str]) -> None:
        super().__init__(f"{name} {cause}")
        self.name = name
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Service:
    """A process to keep alive. ``grace`` is the seconds between asking it to end and killing it.

    ``quiet_start``: what it writes before it is ready is shown only if it never is.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10
    quiet_start: bool = False
    when_orphaned: signal.Signals = signal.SIGKILL
    worth_showing: Callable[[str], bool] = bool


class Supervisor:
    """Keeps services alive. ``say`` takes their lines, ``tell`` the supervisor's own remarks on one of them."""

    def __init__(self, say: Say, tell: Say) -> None:
        self._say = say
        self._tell = tell
        self._mark = secrets.token_hex(8)
        self._kept: dict[str, _Kept] = {}

    async def start(self, service: Service, within: float = 120) -> None:
        """Start a service and wait until it is ready. Raises StartFailed."""
        kept = _Kept(service, {**os.environ, **service.environment, MARK: self._mark}, self._say, self._tell)
        self._kept[service.name] = kept
        await kept.start(within)

    async def stop(self, *names: str) -> None:
        """Stop these services at the same time: ask, wait, kill."""
        await asyncio.gather(*(self._kept.pop(name).stop() for name in names if name in self._kept))

    def sweep(self) -> int:
        """Kill whatever the services have left behind; how many processes that were."""
        left = 0
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.pid != os.getpid() and process.environ().get(MARK) == self._mark:
                    process.kill()
                    left += 1
        return left


class _Kept:
    """A service and the process that runs it now."""

    def __init__(self, service: Service, environment: Mapping[str, str], say: Say, tell: Say) -> None:
        self._service = service
        self._environment = environment
        self._say = say
        self._tell = tell
        self._process: Process | None = None
        self._keeping: asyncio.Task[int] | None = None
        self._stopping = False
        self._ready = False
        self._last: deque[str] = deque(maxlen=40)

    async def start(self, within: float) -> None:
        name = self._service.name
        self._keeping = asyncio.create_task(self._keep())
        try:
            async with asyncio.timeout(within):
                while not await self._service.ready():
                    if self._keeping.done():
                        raise StartFailed(name, f"ended with status {self._keeping.result()}", list(self._last))
                    await asyncio.sleep(CHECK_EVERY)
        except TimeoutError:
            raise StartFailed(name, f"was not ready within {within:.0f} seconds", list(self._last)) from None
        self._ready = True

    async def stop(self) -> None:
        self._stopping = True
        if self._keeping is None:
            return
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        done, _ = await asyncio.wait([self._keeping], timeout=self._service.grace)
        if not done:
            self._tell(self._service.name, f"did not end within {self._service.grace:.0f} s and is killed")
            if self._process is not None:
                _kill_group(self._process.pid)
            self._keeping.cancel()

    async def _keep(self) -> int:
        pause, loop = FIRST_PAUSE, asyncio.get_running_loop()
        while True:
            began = loop.time()
            status = await self._run()
            if self._stopping or not self._ready:
                return status
            if loop.time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._tell(self._service.name, f"{_ending(status)}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run(self) -> int:
        supervisor, orphaned = os.getpid(), self._service.when_orphaned

        def in_the_child() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, orphaned)
            # The supervisor may have died before the kernel was told.
            if os.getppid() != supervisor:
                os._exit(1)

        self._process = process = await asyncio.create_subprocess_exec(
            *self._service.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            env=dict(self._environment),
            # A group of its own: a Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
            start_new_session=True,
            preexec_fn=in_the_child,
        )
        reading = asyncio.create_task(self._read(process))
        status = await process.wait()
        # Its children may hold its output open, and must not live on without it.
        _kill_group(process.pid)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reading, 2)
        return status

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        rest = b""
        while chunk := await process.stdout.read(_LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._line(line)
            if len(rest) > _LONGEST_LINE:
                self._line(rest)
                rest = b""
        if rest:
            self._line(rest)

    def _line(self, raw: bytes) -> None:
        line = raw.decode("utf-8", "replace").rstrip()
        if not line:
            return
        self._last.append(line)
        if (self._ready or not self._service.quiet_start) and self._service.worth_showing(line):
            self._say(self._service.name, line)


def _ending(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
