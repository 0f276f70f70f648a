"""The processes of one `docinsight up`, none of which outlives it, even one that left its session or process group.

They are found by a variable of their environment, which all that they start inherits.
"""

import contextlib
import os
import secrets
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import psutil

from shared.child_process import spawn
from shared.supervisor import Service

VARIABLE = "DOCINSIGHT_SUPERVISOR"


class OwnProcesses:
    """Makes services whose every process can be found and killed."""

    def __init__(self) -> None:
        self._id = secrets.token_hex(8)

    def service(
        self,
        name: str,
        command: Sequence[str],
        is_ready: Callable[[], Awaitable[bool]],
        environment: Mapping[str, str] | None = None,
        *,
        death_signal: signal.Signals = signal.SIGKILL,
        pass_fds: Sequence[int] = (),
        **options: Any,
    ) -> Service:
        """A service that runs a command. ``options`` are those of `Service`; what it has started ends with it.

        ``death_signal`` is sent when this process dies, ``pass_fds`` are descriptors that stay open in the service.
        """
        own = f"{self._id}/{name}/"
        start = partial(
            spawn,
            command,
            {**os.environ, **(environment or {}), VARIABLE: own},
            death_signal=death_signal,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            pass_fds=pass_fds,
        )
        return Service(name, start, is_ready, on_exit=partial(_kill, own), **options)

    def kill(self) -> None:
        """Kill every process of every service."""
        _kill(self._id)


def _kill(prefix: str) -> None:
    for process in psutil.process_iter():
        # Processes of other users do not show their environment, and those that have just ended have none.
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(VARIABLE, "").startswith(prefix):
                process.kill()
