"""A Redis as others run it: TLS with an authority of their own, client certificates, one user, database 0 alone."""

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis

from shared.child_process import spawn, stop
from shared.net import free_port
from shared.redis_clients import client
from shared.store.check import fault_of
from tests import samples
from tests.processes import running, wait_until
from tests.servers.certificates import Authority
from tests.servers.conftest import program
from tests.system.conftest import wait_until_healthy

USER, PASSWORD = "docinsight", "a/b#c@d%e:f"
# As docs/deploy.md says.
RIGHTS = "~* &* +@all -@admin -@dangerous +info"


@dataclass
class Server:
    """Where Redis is, with all that is needed; where it is, without; and its certificates."""

    url: str
    bare_url: str
    authority: Authority
    operator: "redis.Redis[bytes]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    authority = Authority(folder)
    own, clients = authority.sign("redis"), authority.sign("client")
    (folder / "users.acl").write_text(
        f"user default off\nuser {USER} on >{PASSWORD} {RIGHTS}\nuser operator on >o ~* &* +@all\n"
    )
    options = {
        "port": 0,
        "tls-port": port,
        "tls-cert-file": own.certificate,
        "tls-key-file": own.key,
        "tls-ca-cert-file": authority.certificate,
        "tls-auth-clients": "yes",
        "aclfile": folder / "users.acl",
        "databases": 1,
        "dir": folder,
        "save": "",
    }
    arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    process = spawn([program("redis-server"), *arguments], {}, stdout=subprocess.DEVNULL)
    files = f"ssl_ca_certs={authority.certificate}&ssl_certfile={clients.certificate}&ssl_keyfile={clients.key}"
    bare = f"rediss://{USER}:a%2Fb%23c%40d%25e%3Af@127.0.0.1:{port}"
    try:
        with client(f"rediss://operator:o@127.0.0.1:{port}/0?{files}") as operator:
            wait_until(lambda: _answers(operator))
            yield Server(f"{bare}/0?{files}", bare, authority, operator)
    finally:
        stop(process)


def _answers(operator: "redis.Redis[bytes]") -> bool:
    with contextlib.suppress(redis.ConnectionError):
        return bool(operator.ping())
    return False


def test_the_whole_service_needs_no_more_than_one_user_of_database_0(server: Server, tmp_path: Path) -> None:
    (tmp_path / "docinsight_redis_url").write_text(server.url)
    port = free_port()
    settings = {"DOCINSIGHT_SECRETS_DIR": str(tmp_path), "DOCINSIGHT_PORT": str(port)}
    with running(settings, "api"), running(settings, "worker"):
        base = f"http://127.0.0.1:{port}"
        wait_until_healthy(base, workers=3)
        with httpx.Client(base_url=base, timeout=90, headers={"X-Session-ID": "tls", "Prefer": "wait=60"}) as http:
            (upload,) = http.post("/upload", files={"files": samples.pdf([samples.AGREEMENT])}).json()["jobs"]
            assert upload["status"] == "succeeded"
            question = {"question": "Who signed the agreement?", "session_id": "tls"}
            job = http.post("/ask", json=question).json()["job"]
            assert job["result"]["answers"][0]["text"] == "Maria Keller"
            image = http.get(f"/documents/{upload['document_id']}/pages/1/image?width=200")
            assert image.status_code == 200
            assert http.get("/metrics").status_code == 200
            assert http.delete("/sessions/tls").status_code == 204
    assert [(entry["username"], entry["object"]) for entry in server.operator.acl_log()] == []


def test_what_a_url_lacks_is_named(server: Server) -> None:
    authority = f"ssl_ca_certs={server.authority.certificate}"
    assert fault_of(server.url) is None
    assert "authority" in (fault_of(f"{server.bare_url}/0") or "")
    # The server may end the connection before it has said why.
    assert "ssl_certfile" in wait_until(lambda: fault_of(f"{server.bare_url}/0?{authority}"))
    assert "no database" in (fault_of(server.url.replace("/0?", "/1?")) or "")
    assert "password" in (fault_of(server.url.replace("a%2Fb", "a")) or "")
    missing = server.authority.certificate.with_name("missing.pem")
    assert "cannot be read" in (fault_of(f"{server.bare_url}/0?ssl_ca_certs={missing}") or "")
