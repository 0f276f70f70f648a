"""A service of one's own for the time of one call."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cli.client import ClientError
from cli.console import err
from cli.local_service.machine import share, this_machine
from cli.local_service.state import State

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 120
_libc = ctypes.CDLL(None)


@contextlib.contextmanager
def embedded() -> Iterator[str]:
    """Run the service on a free port, its data in a temporary folder; gives its URL. Raises ClientError."""
    # One caller with a few files: half the processes, so that each has threads to be quick on a single page.
    processes = max(1, share(this_machine()).processes // 2)
    with tempfile.TemporaryDirectory(prefix="docinsight-") as folder:
        command = [sys.executable, "-m", "cli", "up", "--quiet", "--no-flower", "--port", "0", "--state", folder]
        # What the caller may have set for a service of theirs does not hold for this one.
        environment = {k: v for k, v in os.environ.items() if k not in ("DOCINSIGHT_REDIS_URL", "DOCINSIGHT_API_KEYS")}
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--processes", str(processes)],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM),
        )
        try:
            with err.status("Starting a service for this call …"):
                url = _wait(process, State(Path(folder)))
            yield url
        finally:
            process.terminate()
            with err.status("Stopping it …"):
                process.wait()


def _wait(process: subprocess.Popen[bytes], state: State) -> str:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if running := state.running():
            return running.url
        if process.poll() is not None:
            raise ClientError("The embedded service did not start.")
        time.sleep(0.05)
    raise ClientError(f"The embedded service was not ready within {_START_SECONDS} s.")
