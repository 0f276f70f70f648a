"""Processes are started, kept running and stopped, whatever ends the supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from shared.child_process import spawn
from shared.supervisor import Service, StartFailed, Supervisor
from tests.processes import gone

ROOT = Path(__file__).parents[2]


class Recorded:
    """What a supervisor has reported."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.events: list[tuple[str, str]] = []
        self.supervisor = Supervisor(
            lambda name, line: self.lines.append((name, line)),
            lambda name, event: self.events.append((name, event)),
        )


def python(name: str, code: str, *arguments: object, ready: Callable[[], bool] = lambda: True, **how: Any) -> Service:
    async def is_ready() -> bool:
        return ready()

    command = [sys.executable, "-c", code, *map(str, arguments)]
    return Service(name, partial(spawn, command, os.environ, stdout=subprocess.PIPE, bufsize=0), is_ready, **how)


async def eventually(condition: Callable[[], object], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def test_lines_come_with_the_name_of_their_process() -> None:
    async def run(recorded: Recorded) -> None:
        await recorded.supervisor.start(
            python("talker", "import signal; print('one'); print('two', flush=True); signal.pause()")
        )
        await eventually(lambda: len(recorded.lines) == 2)
        await recorded.supervisor.stop("talker")

    recorded = Recorded()
    asyncio.run(run(recorded))
    assert recorded.lines == [("talker", "one"), ("talker", "two")]


def test_a_line_without_end_is_shown_in_pieces() -> None:
    async def run(recorded: Recorded) -> None:
        code = "import signal, sys; sys.stdout.write('x' * 300_000); sys.stdout.flush(); signal.pause()"
        await recorded.supervisor.start(python("talker", code))
        await eventually(lambda: sum(len(line) for _, line in recorded.lines) > 200_000)
        await recorded.supervisor.stop("talker")

    asyncio.run(run(Recorded()))


@pytest.fixture(params=[True, False], ids=["pidfd", "polling"])
def pidfd(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has descriptors of processes, and one that has none."""
    if not request.param:
        monkeypatch.delattr(os, "pidfd_open")


@pytest.mark.usefixtures("pidfd")
def test_a_process_that_dies_is_restarted_and_that_is_reported(tmp_path: Path) -> None:
    async def run(recorded: Recorded) -> None:
        pids = tmp_path / "pids"
        code = "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'a')); signal.pause()"
        started = lambda: pids.read_text().split() if pids.exists() else []  # noqa: E731
        await recorded.supervisor.start(python("mortal", code, pids, ready=lambda: bool(started())))
        first = int(started()[0])
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: len(started()) == 2)
        await recorded.supervisor.stop("mortal")
        assert all(gone(int(pid)) for pid in started())

    recorded = Recorded()
    asyncio.run(run(recorded))
    assert recorded.events == [("mortal", "was killed by SIGKILL; starting it again in 0.5 s")]


def test_a_process_that_never_gets_ready_fails_the_start_with_its_last_lines() -> None:
    async def run(recorded: Recorded) -> None:
        code = "import sys; print('the port is taken'); sys.exit(7)"
        await recorded.supervisor.start(python("broken", code, ready=lambda: False))

    with pytest.raises(StartFailed, match="broken ended with status 7") as failed:
        asyncio.run(run(Recorded()))
    assert failed.value.lines == ["the port is taken"]


def test_a_quiet_start_hides_what_is_written_before_the_process_is_ready() -> None:
    async def run(recorded: Recorded, mute: bool) -> None:
        code = "import signal, sys; print('do not be afraid', flush=True); signal.pause()"
        service = python("shy", code, ready=lambda: mute or bool(recorded.lines), quiet_start=mute)
        await recorded.supervisor.start(service)
        await recorded.supervisor.stop("shy")

    loud, quiet = Recorded(), Recorded()
    asyncio.run(run(loud, False))
    assert ("shy", "do not be afraid") in loud.lines
    asyncio.run(run(quiet, True))


def test_a_process_that_does_not_end_in_time_is_killed() -> None:
    async def run(recorded: Recorded) -> None:
        code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()"
        await recorded.supervisor.start(
            python("stubborn", code, ready=lambda: bool(recorded.lines), stop=((signal.SIGTERM, 0.3),))
        )
        await recorded.supervisor.stop("stubborn")

    recorded = Recorded()
    asyncio.run(run(recorded))
    assert recorded.events == [("stubborn", "did not end within 0.3 s of SIGTERM")]


def test_processes_die_with_a_supervisor_that_is_killed(tmp_path: Path, until: Callable[..., Any]) -> None:
    pids = tmp_path / "pids"
    code = f"""
import asyncio, os, sys
from functools import partial
from shared.child_process import spawn
from shared.supervisor import Service, Supervisor
async def ready():
    return False
sleeper = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
spawn = partial(spawn, [sys.executable, "-c", sleeper, {str(pids)!r}], os.environ)
asyncio.run(Supervisor(print, print).start(Service("sleeper", spawn, ready, start_timeout=600)))
"""
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        pid = int(until(lambda: pids.exists() and pids.read_text()))
        assert not gone(pid)
    finally:
        supervisor.kill()
        supervisor.wait()
    until(lambda: gone(pid))


def test_a_process_that_ignores_a_signal_gets_the_next(tmp_path: Path) -> None:
    ended = tmp_path / "ended"

    async def run(recorded: Recorded) -> None:
        code = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGQUIT, lambda *_: (pathlib.Path(sys.argv[1]).touch(), sys.exit()))
print(1, flush=True)
while True:
    signal.pause()
"""
        stop = ((signal.SIGTERM, 0.3), (signal.SIGQUIT, 30.0))
        ready = lambda: bool(recorded.lines)  # noqa: E731
        await recorded.supervisor.start(python("stubborn", code, ended, ready=ready, stop=stop))
        await recorded.supervisor.stop()

    asyncio.run(run(Recorded()))
    assert ended.exists()


def test_services_that_start_side_by_side_fail_together(tmp_path: Path) -> None:
    pids = tmp_path / "pids"

    async def run(recorded: Recorded) -> None:
        waiting = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
        slow = python("slow", waiting, pids, ready=lambda: False)
        broken = python("broken", "import sys; sys.exit(3)", ready=lambda: False)
        with pytest.raises(StartFailed, match="broken ended with status 3"):
            await recorded.supervisor.start(slow, broken)
        await eventually(lambda: pids.exists() and pids.read_text())
        await recorded.supervisor.stop()
        assert gone(int(pids.read_text()))

    asyncio.run(run(Recorded()))


def test_a_process_that_was_ready_between_two_looks_is_restarted() -> None:
    async def run(recorded: Recorded) -> None:
        service = python("brief", "", ready=lambda: False, was_ready=lambda: True)
        await recorded.supervisor.start(service)
        await eventually(lambda: recorded.events)
        await recorded.supervisor.stop("brief")

    recorded = Recorded()
    asyncio.run(run(recorded))
    assert recorded.events[0] == ("brief", "ended with status 0; starting it again in 0.5 s")
