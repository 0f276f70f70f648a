"""Flower shows nothing without its password."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.net import free_port
from tests.processes import ROOT, running, wait_until


@pytest.fixture(scope="module")
def flower(redis_server: str) -> Iterator[str]:
    """The address of a running Flower."""
    port = free_port()
    settings = {"DOCINSIGHT_REDIS_URL": redis_server, "FLOWER_BASIC_AUTH": "docinsight:secret"}
    with running(settings, "cli.local_service.flower", str(port)):
        base = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(f"{base}/healthcheck"))
        yield base


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("path", ["/metrics", "/workers", "/api/workers"])
def test_flower_asks_for_its_password(flower: str, path: str) -> None:
    assert httpx.get(f"{flower}{path}", timeout=20).status_code == 401
    assert httpx.get(f"{flower}{path}", auth=("docinsight", "wrong"), timeout=20).status_code == 401
    assert httpx.get(f"{flower}{path}", auth=("docinsight", "secret"), timeout=20).status_code == 200


def test_the_containers_flower_asks_for_it_too(redis_server: str, tmp_path: Path) -> None:
    code = (
        "import runpy, shared.queue as queue\n"
        "from flower.views.monitor import Metrics\n"
        "before = Metrics.get\n"
        "queue.make_celery = lambda _settings: type('App', (), {'start': lambda _self, _arguments: None})()\n"
        "runpy.run_path('deploy/run_flower.py', run_name='__main__')\n"
        "print(Metrics.get is not before)"
    )
    environment = {**os.environ, "DOCINSIGHT_REDIS_URL": redis_server, "FLOWER_PASSWORD": "secret"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr
