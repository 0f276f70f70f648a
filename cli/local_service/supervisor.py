"""Keeps processes alive side by side: starts each, waits until it is ready, restarts it when it dies, and stops all."""

import asyncio
import contextlib
import os
import secrets
import signal
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cli.local_service.child import Child, kill_marked

CHECK_EVERY = 0.1
"""Seconds between looks at whether a process is ready."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead process is started again: doubled each time, and back to the first once it lived long."""

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

    ``quiet_start``: what it writes before it is ready is shown only if it never is. ``inherits``: descriptors that
    stay open in it.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10
    quiet_start: bool = False
    worth_showing: Callable[[str], bool] = bool
    when_orphaned: signal.Signals = signal.SIGKILL
    inherits: Sequence[int] = ()


class Supervisor:
    """Keeps services alive. ``say`` takes their lines, ``tell`` the supervisor's own remarks on one of them."""

    def __init__(self, say: Say, tell: Say) -> None:
        self._say = say
        self._tell = tell
        self._mark = secrets.token_hex(8)
        self._kept: dict[str, _Kept] = {}

    async def start(self, service: Service, within: float = 120) -> None:
        """Start a service and wait until it is ready. Raises StartFailed."""
        kept = _Kept(service, f"{self._mark}/{service.name}/", self._say, self._tell)
        self._kept[service.name] = kept
        await kept.start(within)

    async def stop(self, *names: str) -> None:
        """Stop these services at the same time: ask, wait, kill."""
        await asyncio.gather(*(self._kept.pop(name).stop() for name in names if name in self._kept))

    def kill(self) -> None:
        """End all at once, without asking."""
        kill_marked(self._mark)


class _Kept:
    """A service and the process that runs it now."""

    def __init__(self, service: Service, mark: str, say: Say, tell: Say) -> None:
        self._service = service
        self._mark = mark
        self._say = say
        self._tell = tell
        self._child: Child | None = None
        self._keeping: asyncio.Task[int] | None = None
        self._stopping = asyncio.Event()
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
            raise StartFailed(name, f"was not ready within {within:g} s", list(self._last)) from None
        self._ready = True

    async def stop(self) -> None:
        self._stopping.set()
        if self._child is None or self._keeping is None:
            return
        self._child.terminate()
        done, _ = await asyncio.wait([self._keeping], timeout=self._service.grace)
        if not done:
            self._tell(self._service.name, f"did not end within {self._service.grace:g} s and is killed")
            self._child.kill()
            await self._keeping

    async def _keep(self) -> int:
        """Run the process again and again until told to stop, or once if it never is ready; its last status."""
        service, pause, loop = self._service, FIRST_PAUSE, asyncio.get_running_loop()
        environment = {**os.environ, **service.environment}
        while True:
            began = loop.time()
            self._child = Child(
                service.command, environment, self._mark, self._line, service.when_orphaned, service.inherits
            )
            status = await self._child.run()
            if self._stopping.is_set() or not self._ready:
                return status
            if loop.time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._tell(service.name, f"{_ending(status)}; starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
                    return status
            pause = min(2 * pause, LONGEST_PAUSE)

    def _line(self, line: str) -> None:
        self._last.append(line)
        if (self._ready or not self._service.quiet_start) and self._service.worth_showing(line):
            self._say(self._service.name, line)


def _ending(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
