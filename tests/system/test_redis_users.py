"""Every service speaks to Redis as a user of its own, who may do what the service needs and nothing else."""

import contextlib
import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis

from cli.local_service import valkey
from shared.child_process import spawn, stop
from shared.net import free_port
from tests import samples
from tests.processes import ROOT, running, wait_until
from tests.system.conftest import wait_until_healthy

PASSWORD = "an operator's"
SERVICES = ("redis", "api", "worker", "flower")


@dataclass
class Guarded:
    """A service over a store with users: its address, the folders of its secrets, and the store as its operator."""

    base: str
    folder: Path
    operator: "redis.Redis[bytes]"

    def as_user(self, name: str) -> "redis.Redis[bytes]":
        return redis.Redis.from_url((self.folder / name / "docinsight_redis_url").read_text())


def make_users(folder: Path, port: int, **environment: str) -> None:
    subprocess.run(
        ["sh", str(ROOT / "deploy/redis-users.sh"), str(folder)],
        env={**os.environ, "REDIS_ADDRESS": f"127.0.0.1:{port}", **environment},
        check=True,
    )


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder, data = tmp_path_factory.mktemp("secrets"), tmp_path_factory.mktemp("data")
    for name in SERVICES:
        (folder / name).mkdir()
    port, api = free_port(), free_port()
    make_users(folder, port, REDIS_PASSWORD=PASSWORD)
    server = [str(valkey.server()), "--port", str(port), "--dir", str(data), "--save", ""]
    with contextlib.ExitStack() as stack:
        store = spawn([*server, "--aclfile", str(folder / "redis/users.acl")], os.environ, stdout=subprocess.DEVNULL)
        stack.callback(stop, store)
        operator = redis.Redis(port=port, password=PASSWORD)
        wait_until(lambda: _answers(operator))
        for service, arguments in (("api", ["api"]), ("worker", ["worker"])):
            settings = {"DOCINSIGHT_SECRETS_DIR": str(folder / service), "DOCINSIGHT_PORT": str(api)}
            stack.enter_context(running(settings, *arguments))
        base = f"http://127.0.0.1:{api}"
        wait_until_healthy(base, workers=3)
        yield Guarded(base, folder, operator)


def _answers(client: "redis.Redis[bytes]") -> bool:
    with contextlib.suppress(redis.ConnectionError):
        return bool(client.ping())
    return False


def test_nothing_that_the_services_need_is_refused(guarded: Guarded) -> None:
    with httpx.Client(base_url=guarded.base, timeout=90) as http:
        digital = samples.pdf([samples.AGREEMENT])
        scan = samples.encoded([samples.picture(samples.INVOICE)], "PDF")
        headers = {"X-Session-ID": "users", "Prefer": "wait=60", "Idempotency-Key": "users"}
        reply = http.post("/upload", files=[("files", digital), ("files", digital), ("files", scan)], headers=headers)
        jobs = reply.json()["jobs"]
        assert [job["status"] for job in jobs] == ["succeeded"] * 3
        question = {"question": "Who signed the agreement?", "session_id": "users"}
        job = http.post("/ask", json=question, headers={"Prefer": "wait=60"}).json()["job"]
        assert job["result"]["answers"][0]["text"] == "Maria Keller"
        document = jobs[0]["document_id"]
        assert http.get(f"/documents/{document}/pages/1/image?width=200").status_code == 200
        long = samples.encoded([samples.picture(samples.INVOICE, dpi=100)] * 6, "PDF", 100)
        running_job = http.post("/upload", files={"files": long}, headers={"X-Session-ID": "users"}).json()["jobs"][0]
        assert http.post(f"/jobs/{running_job['id']}/cancel").json()["status"] == "cancelled"
        assert http.get("/metrics").status_code == 200
        assert http.delete("/sessions/users").status_code == 204
    # A sweep has taken place meanwhile, too.
    wait_until(lambda: guarded.operator.get("di:swept"))
    assert [(entry["username"], entry["object"]) for entry in guarded.operator.acl_log()] == []


def test_flower_is_refused_nothing_that_it_needs(guarded: Guarded) -> None:
    port = free_port()
    settings = {"DOCINSIGHT_SECRETS_DIR": str(guarded.folder / "flower"), "FLOWER_BASIC_AUTH": "docinsight:secret"}
    with running(settings, "cli.local_service.flower", str(port)):
        url = f"http://127.0.0.1:{port}"

        def workers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                listed = httpx.get(f"{url}/api/workers?refresh=1", auth=("docinsight", "secret"), timeout=30)
                return listed.is_success and len(listed.json()) >= 3
            return False

        wait_until(workers)
        assert httpx.get(f"{url}/broker", auth=("docinsight", "secret"), timeout=30).status_code == 200
    assert [(one["username"], one["object"]) for one in guarded.operator.acl_log()] == []


@pytest.mark.parametrize(
    "command", ["FLUSHALL", "CONFIG GET *", "KEYS *", "SHUTDOWN", "ACL LIST", "MONITOR", "CLIENT LIST"]
)
def test_a_worker_may_use_no_command_that_it_does_not_need(guarded: Guarded, command: str) -> None:
    with guarded.as_user("worker") as worker, pytest.raises(redis.exceptions.NoPermissionError):
        worker.execute_command(*command.split())
    guarded.operator.acl_log_reset()


def test_who_has_no_password_may_do_nothing(guarded: Guarded) -> None:
    port = guarded.operator.connection_pool.connection_kwargs["port"]
    with redis.Redis(port=port) as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()
    with redis.Redis(port=port, username="health", password="any") as health:
        assert health.ping()
        with pytest.raises(redis.exceptions.NoPermissionError):
            health.get("di:swept")
    guarded.operator.acl_log_reset()


def test_passwords_are_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    for name in SERVICES:
        (tmp_path / name).mkdir()
    made = []
    for _ in range(2):
        make_users(tmp_path, 6379)
        made.append([path.read_text() for path in sorted(tmp_path.rglob("*")) if path.is_file()])
    assert made[0] == made[1]
    assert len({url for url in made[0] if url.startswith("redis://")}) == 3
    assert "user default off" in (tmp_path / "redis/users.acl").read_text()
    assert stat.S_IMODE((tmp_path / "api/docinsight_redis_url").stat().st_mode) & stat.S_IROTH
