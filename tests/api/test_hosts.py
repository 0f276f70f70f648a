"""Which hosts and origins the gateway answers to."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from shared.store.driver import Store
from tests.api.conftest import PDF, gateway
from tests.api.test_connections import connect, reply
from tests.api.test_keys import sha


@pytest.fixture(scope="module")
def named(redis_server: str) -> Iterator[str]:
    """A gateway without keys that has names, a published address and an allowed origin."""
    settings = {
        "hosts": "docs.example.org, *.intern.example",
        "api_address": "192.0.2.7",
        "cors_origins": "https://app.example.org",
    }
    with gateway(redis_server, **settings) as base:
        yield base


OWN = [
    "localhost",
    "LOCALHOST:8000",
    "app.localhost",
    "127.0.0.1",
    "127.1.2.3:1",
    "[::1]:8000",
    "[::ffff:127.0.0.1]",
    "api:8000",
    "docinsight.team.svc",
    "docinsight.team.svc.cluster.local.",
    socket.gethostname(),
]
FOREIGN = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "api.evil.example",
    "evil.svc",
    "192.0.2.1",
    "[2001:db8::1]:8000",
    "docs.example.org",
    "0x7f000001",
]


@pytest.mark.parametrize("host", OWN)
def test_without_keys_the_service_s_own_names_are_answered(http: httpx.Client, host: str) -> None:
    assert http.get("/limits", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_without_keys_a_foreign_host_is_refused_but_for_probes(http: httpx.Client, host: str) -> None:
    for path in ("/limits", "/", "/docs", "/openapi.json", "/jobs?session_id=s"):
        refused = http.get(path, headers={"Host": host})
        assert (refused.status_code, refused.json()["type"]) == (421, "/problems/misdirected-request"), path
        assert "DOCINSIGHT_HOSTS" in refused.json()["detail"]
        assert "example" not in refused.text
    for path in ("/health", "/health/live", "/metrics"):
        assert http.get(path, headers={"Host": host}).status_code == 200, path


@pytest.mark.parametrize("host", ["docs.example.org", "DOCS.example.org:443", "a.b.intern.example", "192.0.2.7:80"])
def test_names_of_the_settings_are_answered(named: str, host: str) -> None:
    assert httpx.get(f"{named}/limits", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["intern.example", "evilintern.example", "192.0.2.8"])
def test_names_that_the_settings_do_not_name_are_refused(named: str, host: str) -> None:
    assert httpx.get(f"{named}/limits", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", "file://", "http://[", ""])
def test_without_keys_a_foreign_origin_changes_nothing(http: httpx.Client, store: Store, origin: str) -> None:
    for method, path in (
        ("POST", "/upload"),
        ("POST", "/ask"),
        ("POST", f"/jobs/{'0' * 24}/cancel"),
        ("DELETE", "/sessions/s"),
        ("DELETE", f"/documents/{'0' * 24}"),
        ("PATCH", "/sessions/s"),
    ):
        refused = http.request(method, path, headers={"Origin": origin})
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/foreign-origin"), path
    assert http.get("/limits", headers={"Origin": origin}).status_code == 200


def test_the_own_page_and_allowed_origins_may_change_things(http: httpx.Client, named: str) -> None:
    own = str(http.base_url).rstrip("/")
    files = {"files": ("a.pdf", PDF)}
    assert http.post("/upload", files=files, headers={"Origin": own}).status_code == 202
    # A proxy in front speaks TLS, and browsers leave the usual port out.
    for host, origin in (("docs.example.org", "https://docs.example.org"), ("localhost", "https://app.example.org")):
        headers = {"Host": host, "Origin": origin}
        assert httpx.post(f"{named}/upload", files=files, headers=headers).status_code == 202
    headers = {"Host": "docs.example.org", "Origin": "https://docs.example.org:8443"}
    assert httpx.post(f"{named}/upload", files=files, headers=headers).status_code == 403


def test_with_keys_any_host_and_origin_will_do(redis_server: str) -> None:
    with gateway(redis_server, api_keys=sha("alice")) as base:
        headers = {"Host": "evil.example", "Origin": "https://evil.example", "Authorization": "Bearer alice"}
        assert httpx.post(f"{base}/upload", files={"files": ("a.pdf", PDF)}, headers=headers).status_code == 202


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host:\r\n",
        b"Host: localhost\r\nHost: localhost\r\n",
        b"Host: localhost\r\nHost: evil.example\r\n",
        b"Host: localhost, evil.example\r\n",
        b"Host: user@localhost\r\n",
        b"Host: localhost/path\r\n",
        b"Host: local host\r\n",
        b"Host: [::1\r\n",
    ],
)
def test_a_request_has_one_host(base: str, hosts: bytes) -> None:
    with connect(base) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
        refused = reply(client)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/malformed-request")


def test_an_old_probe_that_sends_no_host_is_answered(base: str) -> None:
    with connect(base) as client:
        client.sendall(b"GET /health/live HTTP/1.0\r\n\r\n")
        assert reply(client).status_code == 200
