"""Four gateways behind nginx, as compose.yaml runs it: to clients they are one."""

import contextlib
import functools
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from shared.child_process import spawn, stop
from shared.net import free_port
from shared.store.driver import Store
from tests.api.conftest import PDF, read, upload
from tests.api.test_jobs import events, in_background
from tests.processes import ROOT, running, wait_until
from tests.servers.conftest import program
from tests.servers.dns import NameServer

GATEWAYS = 4
LIMIT = 40
CONFIGURATION = (ROOT / "deploy/balancer.conf").read_text()


@dataclass
class Balanced:
    """The balancer's address, those of the gateways, each gateway by its own, and the name server."""

    base: str
    port: int
    names: NameServer
    gateways: dict[str, contextlib.ExitStack]

    def at(self, address: str) -> str:
        return f"http://{address}:{self.port}"

    def requests(self) -> Counter[str]:
        """How many uploads each gateway has received."""
        found: Counter[str] = Counter()
        for address in self.gateways:
            for line in httpx.get(f"{self.at(address)}/metrics").text.splitlines():
                if line.startswith("docinsight_requests_total{") and 'route="/upload"' in line:
                    found[address] += int(float(line.rpartition(" ")[2]))
        return found


@pytest.fixture(scope="module")
def balanced(redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    """As in the containers' network, where all gateways have one port, one name and an address each."""
    port, front = free_port(), free_port()
    addresses = [f"127.0.0.{number}" for number in range(2, 2 + GATEWAYS)]
    with contextlib.ExitStack() as stack:
        names = stack.enter_context(NameServer(addresses))
        found = Balanced(f"http://127.0.0.1:{front}", port, names, {})
        for address in addresses:
            found.gateways[address] = stack.enter_context(contextlib.ExitStack())
            settings = {"REDIS_URL": redis_server, "HOST": address, "PORT": str(port)}
            settings |= {"REQUESTS_PER_MINUTE": str(LIMIT), "HOSTS": "*"}
            environment = {f"DOCINSIGHT_{name}": value for name, value in settings.items()}
            found.gateways[address].enter_context(running(environment, "api"))
        for address in addresses:
            wait_until(functools.partial(_answers, found.at(address)))
        file = tmp_path_factory.mktemp("nginx") / "nginx.conf"
        file.write_text(_on_this_machine(CONFIGURATION, front, port, names.port, file.parent))
        nginx = spawn([program("nginx"), "-c", str(file), "-g", "daemon off;"], {}, stdout=subprocess.DEVNULL)
        stack.callback(stop, nginx)
        wait_until(lambda: _answers(found.base))
        yield found


def _on_this_machine(text: str, front: int, port: int, names: int, folder: Path) -> str:
    """The configuration that is shipped, with the ports and the name server of a test."""
    for pattern, replacement in (
        (r"listen 8000\b", f"listen 127.0.0.1:{front}"),
        (r"\$gateways:8000\b", f"$gateways:{port}"),
        (r"resolver 127\.0\.0\.11\b", f"resolver 127.0.0.1:{names}"),
        (r" /tmp/", f" {folder}/"),
    ):
        text, count = re.subn(pattern, replacement, text)
        assert count, pattern
    return text


def _answers(base: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{base}/health/live", timeout=5).status_code == 200
    return False


@pytest.fixture
def http(balanced: Balanced, store: Store) -> Iterator[httpx.Client]:
    """A client of the balancer, over an empty store."""
    with httpx.Client(base_url=balanced.base, timeout=30) as client:
        yield client


def test_all_gateways_are_used_and_one_that_is_gone_is_passed_over(balanced: Balanced, http: httpx.Client) -> None:
    def every_gateway_was_used() -> bool:
        assert http.post("/upload", files={"files": PDF}).status_code in (202, 429)
        return len(+balanced.requests()) == GATEWAYS

    wait_until(every_gateway_was_used)
    address, gateway = balanced.gateways.popitem()
    gateway.close()
    # Its address is still known.
    statuses = {http.get("/health/live").status_code for _ in range(50)}
    assert statuses == {200}
    balanced.names.addresses.remove(address)
    assert http.get("/health/live").status_code == 200


def test_requests_are_limited_over_all_gateways_together(http: httpx.Client) -> None:
    def ask() -> int:
        # A store on a busy machine may respond too late.
        return wait_until(lambda: status if (status := http.post("/ask", json=question).status_code) != 503 else None)

    question = {"question": "Who?", "session_id": "none"}
    assert [ask() for _ in range(LIMIT)] == [404] * LIMIT
    assert 429 in {ask() for _ in range(LIMIT)}, "as many again would be let through if each counted for itself"


def test_the_same_request_sent_many_times_at_once_is_carried_out_once(balanced: Balanced, http: httpx.Client) -> None:
    headers = {"X-Session-ID": "s", "Idempotency-Key": "one"}

    def send(_: int) -> httpx.Response:
        while (
            reply := httpx.post(f"{balanced.base}/upload", files={"files": PDF}, headers=headers)
        ).status_code == 409:
            pass
        return reply

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(send, range(8)))
    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.json()["jobs"][0]["id"] for reply in replies}) == 1
    assert len(http.get("/jobs", params={"session_id": "s"}).json()["jobs"]) == 1


def test_clients_that_wait_are_woken_by_what_another_gateway_does(balanced: Balanced, http: httpx.Client) -> None:
    (job,) = upload(http)
    wait = {"wait": 25}
    through = [
        in_background(lambda: httpx.get(f"{balanced.base}/jobs/{job['id']}", params=wait, timeout=30)) for _ in range(6)
    ]
    address = next(iter(balanced.gateways))
    assert httpx.post(f"{balanced.at(address)}/jobs/{job['id']}/cancel").status_code == 200
    assert {waits().json()["status"] for waits in through} == {"cancelled"}


def test_events_come_as_they_happen_and_go_on_after_the_last_that_was_seen(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    with http.stream("GET", f"/jobs/{job['id']}/events") as stream:
        seen, state = next(events(stream.iter_lines()))
        assert state["status"] == "queued"
    read(store, job)
    for _ in range(2 * GATEWAYS):
        with http.stream("GET", f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(seen)}) as stream:
            ((last, state),) = events(stream.iter_lines())
        assert last > seen
        assert state["status"] == "succeeded"
        assert http.get(f"/jobs/{job['id']}/events", headers={"Last-Event-ID": str(last)}).status_code == 204


def test_a_large_upload_is_passed_on(http: httpx.Client) -> None:
    body = PDF + b"%" * (20 << 20)
    assert http.post("/upload", files={"files": body}).json()["jobs"][0]["status"] == "queued"
