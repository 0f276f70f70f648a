"""Child processes that end with their parent, whatever ends it, and that are stopped by one signal after the other."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

Stop = Sequence[tuple[signal.Signals, float]]
"""How to stop a process: signals, each with the seconds to wait for its end. SIGKILL comes last."""

STOP: Stop = ((signal.SIGTERM, 30.0),)
POLL_INTERVAL_SECONDS = 0.1

_PR_SET_PDEATHSIG = 1
# Loaded here, since a child should load nothing between fork and exec.
_libc = ctypes.CDLL(None)


def die_with_parent(parent: int, death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send a signal to this process when its parent, which has the id ``parent``, dies (Linux only).

    The kernel watches the thread that started this process, which therefore should be the parent's main thread.
    """
    if sys.platform != "linux":
        return
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal)
    # The parent may have died before the kernel was asked.
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def lead_process_group() -> None:
    """Put this process in a group of its own, so that it can be killed together with all that it starts."""
    os.setpgid(0, 0)


def spawn(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    death_signal: signal.Signals = signal.SIGKILL,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a child that gets ``death_signal`` when this process dies. ``options`` are those of `subprocess.Popen`.

    It leads a session of its own: a Ctrl-C in the terminal reaches the parent alone, which stops its children in order.
    Call it in the main thread.
    """
    parent = os.getpid()
    return subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent, death_signal),
        **options,
    )


def stop(process: subprocess.Popen[bytes], how: Stop = STOP) -> int:
    """Stop a child and wait for its end; its exit status."""
    for number, seconds in how:
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.wait()


async def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a child; its exit status.

    Unlike asyncio's own subprocesses it does not wait for the output to close, which a grandchild may keep open.
    """
    try:
        descriptor = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        # Not Linux, or a container whose seccomp profile refuses the call.
        while process.poll() is None:  # noqa: ASYNC110
            await asyncio.sleep(POLL_INTERVAL_SECONDS)
        return process.wait()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    return process.wait()
