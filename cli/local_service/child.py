"""One child process: its lines as they come, its end, and nothing of it left behind.

asyncio's own subprocesses wait for the output to close, which a grandchild may hold open for ever; here the end of
the process itself counts.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence

import psutil

MARK = "DOCINSIGHT_SUPERVISOR"
"""Environment variable by which a process, and all that it starts, are known as ours."""

_LONGEST_LINE = 1 << 16
_LAST_WORDS = 2.0
"""Seconds to read what a process has written before its end."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Child:
    """A process that the kernel ends when this one dies. Make it in the main thread: the kernel watches that."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        mark: str,
        line: Callable[[str], None],
        when_orphaned: signal.Signals = signal.SIGKILL,
        inherits: Sequence[int] = (),
    ) -> None:
        parent = os.getpid()

        def in_the_child() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, when_orphaned)
            # The parent may have died before the kernel was told.
            if os.getppid() != parent:
                os._exit(1)

        self._mark = mark
        self._say = line
        self._process = subprocess.Popen(
            command,
            env={**environment, MARK: mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            pass_fds=inherits,
            # A group of its own: a Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
            start_new_session=True,
            preexec_fn=in_the_child,
        )

    def terminate(self) -> None:
        """Ask it to end."""
        # The process is not waited for before `run` returns, so that its number is still its own.
        if self._process.returncode is None:
            self._process.terminate()

    def kill(self) -> None:
        """End it, and all that it has started."""
        if self._process.returncode is None:
            self._process.kill()
        kill_marked(self._mark)

    async def run(self) -> int:
        """Pass its lines on until it ends; its status. What it has started ends with it."""
        reading = asyncio.create_task(self._read())
        await self._end()
        status = self._process.wait()
        kill_marked(self._mark)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await reading
        return status

    async def _end(self) -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        handle = os.pidfd_open(self._process.pid)
        loop.add_reader(handle, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(handle)
            os.close(handle)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), self._process.stdout
        )
        try:
            rest = b""
            while chunk := await stream.read(_LONGEST_LINE):
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > _LONGEST_LINE:
                    lines, rest = [*lines, rest], b""
                for line in lines:
                    self._pass_on(line)
            self._pass_on(rest)
        finally:
            transport.close()

    def _pass_on(self, raw: bytes) -> None:
        if line := raw.decode("utf-8", "replace").rstrip():
            self._say(line)


def kill_marked(mark: str) -> int:
    """Kill every process whose mark begins so, wherever it has moved itself to; how many they were."""
    killed = 0
    for process in psutil.process_iter():
        # Processes of others do not show their environment, and those that have just ended none.
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK, "").startswith(mark):
                process.kill()
                killed += 1
    return killed
