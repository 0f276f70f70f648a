"""A port of its own for metrics: `GET /metrics`, open to all who reach it or behind keys of its own.

It has threads of its own, so that it answers however busy the process is otherwise.
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE

from shared.api_keys import accepted_hash

REQUEST_TIMEOUT_SECONDS = 10.0
"""For a scraper to send its request and to take the answer."""
PATH = "/metrics"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _ServerOverIpv6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = REQUEST_TIMEOUT_SECONDS

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Log nothing: it is asked every few seconds."""


@contextmanager
def serving(render: Callable[[], bytes], host: str, port: int, keys: Sequence[str]) -> Iterator[int]:
    """Serve what ``render`` gives, in the text format, until the end of the block. The port; ``port`` 0: any.

    ``keys``: SHA-256 of the keys that are accepted as `Authorization: Bearer KEY`; none: open. Raises OSError where
    the port cannot be opened.
    """

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = _response(environ, render, keys)
        start(status, [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(body))), *headers])
        return [body]

    kind = _ServerOverIpv6 if ":" in host else _Server
    with make_server(host, port, application, kind, _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield int(server.server_port)
        finally:
            server.shutdown()
            thread.join()


def _response(
    environ: dict[str, Any], render: Callable[[], bytes], keys: Sequence[str]
) -> tuple[str, list[tuple[str, str]], bytes]:
    if environ["PATH_INFO"] != PATH:
        return "404 Not Found", [], b""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return "405 Method Not Allowed", [("Allow", "GET, HEAD")], b""
    scheme, _, key = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if keys and not (scheme.lower() == "bearer" and accepted_hash(key.strip(), keys)):
        return "401 Unauthorized", [("WWW-Authenticate", "Bearer")], b""
    return "200 OK", [], render()
