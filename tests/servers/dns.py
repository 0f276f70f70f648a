"""A name server that knows one name, whose addresses may change."""

import socketserver
import struct
import threading
from collections.abc import Sequence

_NAME = b"\xc0\x0c"
"""The name of the question again."""


class NameServer:
    """Answers every question for addresses with those of ``addresses``; listens on 127.0.0.1, at ``port``."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = list(addresses)
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                question, answer_to = self.request
                answer_to.sendto(server.reply(question), self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])

    def reply(self, question: bytes) -> bytes:
        """A message of RFC 1035: the question, and an A record that holds for a second for each address."""
        records = [
            _NAME + struct.pack("!HHIH", 1, 1, 1, 4) + bytes(map(int, address.split("."))) for address in self.addresses
        ]
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(records), 0, 0)
        return head + question[12:] + b"".join(records)

    def __enter__(self) -> "NameServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
