"""Nothing that a local service has started outlives it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.local_service.processes import OwnProcesses
from shared.supervisor import Supervisor
from tests.processes import gone

# Writes its own id and a child's; the child ignores SIGTERM and has left the group, as some servers' children do.
FAMILY = """
import os, pathlib, signal, subprocess, sys
child = subprocess.Popen([sys.executable, '-c',
    'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()'], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {child.pid}')
print('ready', flush=True)
signal.pause()
"""


@pytest.mark.parametrize("killed", [False, True])
def test_nothing_is_left_that_a_process_has_started(tmp_path: Path, until: Callable[..., Any], killed: bool) -> None:
    pids, lines, processes = tmp_path / "pids", [], OwnProcesses()

    async def ready() -> bool:
        return bool(lines)

    async def run() -> None:
        supervisor = Supervisor(lambda *line: lines.append(line), lambda *_: None)
        await supervisor.start(processes.service("family", [sys.executable, "-c", FAMILY, str(pids)], ready))
        if killed:
            processes.kill()
        await supervisor.stop()

    asyncio.run(run())
    family = [int(pid) for pid in pids.read_text().split()]
    assert len(family) == 2
    until(lambda: all(gone(pid) for pid in family))
