"""Processes that end with the one that started them, whatever ends it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def lead_group() -> None:
    """Lead a process group of one's own, so that whoever ends this process can end all that it started."""
    os.setpgid(0, 0)


def die_with(parent: int) -> None:
    """Have the kernel (of Linux) kill this process when ``parent``, which started it, dies."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # It died before it was asked for.
        os.kill(os.getpid(), signal.SIGKILL)
