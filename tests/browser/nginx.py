"""A real nginx in front of the service, which serves it under a path, and which can be away."""

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared.net import free_port
from tests.processes import wait_until

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /papers/ {{
            proxy_pass http://{upstream}/;
            proxy_http_version 1.1;
            client_max_body_size 0;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Prefix /papers;
            proxy_buffering off;
            proxy_request_buffering off;
        }}
    }}
}}
"""


class Nginx:
    """The proxy; ``base`` is the service's address behind it."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self._port = free_port()
        self._file = folder / "nginx.conf"
        self._file.write_text(CONFIGURATION.format(folder=folder, port=self._port, upstream=urlsplit(upstream).netloc))
        self.base = f"http://127.0.0.1:{self._port}/papers"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        executable = shutil.which("nginx")
        if executable is None:
            pytest.fail("There is no nginx: 'make test-browser' installs it where it can.")
        self._process = subprocess.Popen([executable, "-c", str(self._file)], stderr=subprocess.DEVNULL)
        wait_until(self._listens)

    def stop(self) -> None:
        """End it with all its connections, as when a network is lost."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self._port), 1).close()
            return True
        return False


@contextlib.contextmanager
def running_nginx(folder: Path, upstream: str) -> Iterator[Nginx]:
    nginx = Nginx(folder, upstream)
    nginx.start()
    try:
        yield nginx
    finally:
        nginx.stop()
