"""Processes are started, kept alive and ended, whatever ends the supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from cli.local_service.supervisor import Service, StartFailed, Supervisor

ROOT = Path(__file__).parents[2]

# Writes its own id and a child's; the child ignores SIGTERM and has left the group, as some servers' children do.
FAMILY = """
import os, pathlib, signal, subprocess, sys
child = subprocess.Popen([sys.executable, '-c',
    'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()'], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {child.pid}')
print('ready', flush=True)
signal.pause()
"""


class Heard:
    """What a supervisor has said, and what its services have written."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.remarks: list[tuple[str, str]] = []
        self.supervisor = Supervisor(
            lambda name, line: self.lines.append((name, line)),
            lambda name, remark: self.remarks.append((name, remark)),
        )


def python(name: str, code: str, *arguments: object, ready: Callable[[], bool] = lambda: True, **how: Any) -> Service:
    async def is_ready() -> bool:
        return ready()

    return Service(name, [sys.executable, "-c", code, *map(str, arguments)], is_ready, **how)


async def eventually(condition: Callable[[], object], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_lines_come_with_the_name_of_their_process() -> None:
    async def run(heard: Heard) -> None:
        await heard.supervisor.start(
            python("talker", "import signal; print('one'); print('two', flush=True); signal.pause()")
        )
        await eventually(lambda: len(heard.lines) == 2)
        await heard.supervisor.stop("talker")

    heard = Heard()
    asyncio.run(run(heard))
    assert heard.lines == [("talker", "one"), ("talker", "two")]


def test_a_line_without_end_is_shown_in_pieces() -> None:
    async def run(heard: Heard) -> None:
        code = "import signal, sys; sys.stdout.write('x' * 300_000); sys.stdout.flush(); signal.pause()"
        await heard.supervisor.start(python("talker", code))
        await eventually(lambda: sum(len(line) for _, line in heard.lines) > 200_000)
        await heard.supervisor.stop("talker")

    asyncio.run(run(Heard()))


def test_a_process_that_dies_is_started_again_and_it_is_said(tmp_path: Path) -> None:
    async def run(heard: Heard) -> None:
        pids = tmp_path / "pids"
        code = "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'a')); signal.pause()"
        started = lambda: pids.read_text().split() if pids.exists() else []  # noqa: E731
        await heard.supervisor.start(python("mortal", code, pids, ready=lambda: bool(started())))
        first = int(started()[0])
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: len(started()) == 2)
        await heard.supervisor.stop("mortal")
        assert all(gone(int(pid)) for pid in started())

    heard = Heard()
    asyncio.run(run(heard))
    assert heard.remarks == [("mortal", "was killed by SIGKILL; starting it again in 0.5 s")]


def test_a_process_that_never_gets_ready_fails_the_start_with_its_last_lines() -> None:
    async def run(heard: Heard) -> None:
        code = "import sys; print('the port is taken'); sys.exit(7)"
        await heard.supervisor.start(python("broken", code, ready=lambda: False))

    with pytest.raises(StartFailed, match="broken ended with status 7") as failed:
        asyncio.run(run(Heard()))
    assert failed.value.lines == ["the port is taken"]


def test_a_quiet_start_hides_what_is_written_before_the_process_is_ready() -> None:
    async def run(heard: Heard, mute: bool) -> None:
        code = "import signal, sys; print('do not be afraid', flush=True); signal.pause()"
        service = python("shy", code, ready=lambda: mute or bool(heard.lines), quiet_start=mute)
        await heard.supervisor.start(service)
        await heard.supervisor.stop("shy")

    loud, quiet = Heard(), Heard()
    asyncio.run(run(loud, False))
    assert ("shy", "do not be afraid") in loud.lines
    asyncio.run(run(quiet, True))


def test_a_process_that_does_not_end_in_time_is_killed() -> None:
    async def run(heard: Heard) -> None:
        code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()"
        await heard.supervisor.start(python("stubborn", code, ready=lambda: bool(heard.lines), grace=0.3))
        await heard.supervisor.stop("stubborn")

    heard = Heard()
    asyncio.run(run(heard))
    assert heard.remarks == [("stubborn", "did not end within 0.3 s and is killed")]


def test_a_stop_leaves_nothing_that_a_process_has_started(tmp_path: Path) -> None:
    async def run(heard: Heard) -> list[int]:
        pids = tmp_path / "pids"
        await heard.supervisor.start(python("family", FAMILY, pids, ready=lambda: ("family", "ready") in heard.lines))
        await heard.supervisor.stop("family")
        family = [int(pid) for pid in pids.read_text().split()]
        await eventually(lambda: all(gone(pid) for pid in family))
        return family

    assert len(asyncio.run(run(Heard()))) == 2


def test_processes_die_with_a_supervisor_that_is_killed(tmp_path: Path, until: Callable[..., Any]) -> None:
    pids = tmp_path / "pids"
    code = f"""
import asyncio, sys
from cli.local_service.supervisor import Service, Supervisor
async def ready():
    return False
sleeper = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
service = Service("sleeper", [sys.executable, "-c", sleeper, {str(pids)!r}], ready)
asyncio.run(Supervisor(print, print).start(service, within=600))
"""
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        pid = int(until(lambda: pids.exists() and pids.read_text()))
        assert not gone(pid)
    finally:
        supervisor.kill()
        supervisor.wait()
    until(lambda: gone(pid))
