"""A link that is slow in one direction: what is under way when it is cut does not arrive."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator

_CHUNK_BYTES = 1 << 16


class SlowLink:
    """Relays connections to a port of this machine; what that port sends arrives ``seconds`` later."""

    def __init__(self, port: int, seconds: float) -> None:
        self._to, self._seconds = port, seconds
        self._ends: list[socket.socket] = []
        self._cut = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @contextlib.contextmanager
    def running(self) -> Iterator["SlowLink"]:
        """The link, until the end of the block, or until it is cut."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self.cut()

    def cut(self) -> None:
        """End all connections. What was sent and has not arrived is lost."""
        self._cut.set()
        for end in [self._listener, *self._ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._cut.is_set():
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                held: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                for target, arguments in (
                    (self._relay, (near, far)),
                    (self._hold, (far, held)),
                    (self._deliver, (near, held)),
                ):
                    threading.Thread(target=target, args=arguments, daemon=True).start()

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK_BYTES):
                target.sendall(data)

    def _hold(self, source: socket.socket, held: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK_BYTES):
                held.put((time.monotonic() + self._seconds, data))

    def _deliver(self, target: socket.socket, held: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        with contextlib.suppress(OSError):
            while not self._cut.is_set():
                due, data = held.get()
                if not self._cut.wait(max(0.0, due - time.monotonic())):
                    target.sendall(data)
