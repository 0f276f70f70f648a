"""A service for the duration of one call."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cli.console import err
from cli.local_service.shares import share
from cli.local_service.state import State
from cli.service import NotStarted
from shared.child_process import spawn, stop
from shared.machine import this_machine

START_TIMEOUT_SECONDS = 120
STOP_TIMEOUT_SECONDS = 60


@contextlib.contextmanager
def embedded() -> Iterator[str]:
    """Run the service on a free port, its data in a temporary folder; gives its URL. Raises NotStarted."""
    # One caller with a few files: half the processes, so that each has threads to be quick on a single page.
    processes = max(1, share(this_machine()).processes // 2)
    with tempfile.TemporaryDirectory(prefix="docinsight-") as folder:
        command = [sys.executable, "-m", "cli", "up", "--quiet", "--no-flower", "--port", "0", "--state", folder]
        # What the caller may have set for a service of theirs does not apply to this one.
        environment = {k: v for k, v in os.environ.items() if k not in ("DOCINSIGHT_REDIS_URL", "DOCINSIGHT_API_KEYS")}
        command += ["--host", "127.0.0.1", "--processes", str(processes)]
        # Asked to end rather than killed: it has processes of its own to stop.
        process = spawn(command, environment, death_signal=signal.SIGTERM, stdin=subprocess.DEVNULL)
        try:
            with err.status("Starting a service for this call …"):
                url = _wait(process, State(Path(folder)))
            yield url
        finally:
            with err.status("Stopping it …"):
                stop(process, ((signal.SIGTERM, STOP_TIMEOUT_SECONDS),))


def _wait(process: subprocess.Popen[bytes], state: State) -> str:
    end = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < end:
        if running := state.running():
            return running.url
        if process.poll() is not None:
            raise NotStarted("The embedded service did not start.")
        time.sleep(0.05)
    raise NotStarted(f"The embedded service was not ready within {START_TIMEOUT_SECONDS} s.")
