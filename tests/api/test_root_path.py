"""The gateway behind a proxy that serves it under a path."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from shared.settings import Settings
from shared.store.driver import Store
from tests.api.conftest import PDF, gateway, read

PREFIX = "/docs-qa"


@pytest.fixture(scope="module")
def under_a_path(redis_server: str) -> Iterator[str]:
    """A gateway that is served under a path."""
    with gateway(redis_server, root_path=PREFIX) as base:
        yield base


def check_links(call: Any, store: Store, prefix: str) -> None:
    """All that names another address names it under the prefix."""
    session = "s" + prefix.replace("/", ".")
    reply = call("POST", "/upload", files={"files": ("a.pdf", PDF)}, headers={"X-Session-ID": session})
    (job,) = reply.json()["jobs"]
    links = {"self": f"{prefix}/jobs/{job['id']}", "events": f"{prefix}/jobs/{job['id']}/events"}
    assert (reply.status_code, reply.headers["Location"], job["links"]) == (202, links["self"], links)
    read(store, job)
    asked = call("POST", "/ask", json={"question": "Who?", "session_id": session})
    assert (
        asked.headers["Location"]
        == asked.json()["job"]["links"]["self"]
        == f"{prefix}/jobs/{asked.json()['job']['id']}"
    )
    listed = call("GET", "/jobs", params={"session_id": session}).json()["jobs"]
    assert listed[-1]["links"] == links
    assert call("GET", f"/jobs/{job['id']}").json()["links"] == links
    assert call("POST", f"/jobs/{job['id']}/cancel").json()["links"] == links
    events = call("GET", f"/jobs/{job['id']}/events").text
    data = next(line for line in events.splitlines() if line.startswith("data: "))
    assert json.loads(data.removeprefix("data: "))["links"] == links
    description = call("GET", "/openapi.json").json()
    assert description.get("servers", [{"url": ""}]) == [{"url": prefix}]


@pytest.mark.parametrize("removed", [True, False])
def test_links_carry_the_path_whether_the_proxy_removes_it_or_not(
    under_a_path: str, store: Store, removed: bool
) -> None:
    base = under_a_path + ("" if removed else PREFIX)
    with httpx.Client(timeout=30) as http:
        check_links(lambda method, path, **options: http.request(method, base + path, **options), store, PREFIX)


def test_a_trusted_proxy_says_the_path(http: httpx.Client, store: Store) -> None:
    def call(method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        return http.request(method, path, headers={**(headers or {}), "X-Forwarded-Prefix": "/a/b/"}, **options)

    check_links(call, store, "/a/b")
    check_links(http.request, store, "")


@pytest.mark.parametrize("sent", ["//evil.example", "evil", "/a b", "/a?b", "/a\\b", "/" + "a" * 300, "/é"])
def test_a_path_that_is_none_is_ignored(http: httpx.Client, sent: str) -> None:
    reply = http.post("/upload", files={"files": ("a.pdf", PDF)}, headers={"X-Forwarded-Prefix": sent.encode()})
    assert reply.headers["Location"].startswith("/jobs/")


def test_a_path_is_taken_from_trusted_proxies_alone(redis_server: str) -> None:
    with gateway(redis_server, trusted_proxies="192.0.2.0/24,2001:db8::/32") as base:
        headers = {"X-Forwarded-Prefix": "/a", "X-Forwarded-For": "192.0.2.1"}
        reply = httpx.post(f"{base}/upload", files={"files": ("a.pdf", PDF)}, headers=headers)
        assert reply.headers["Location"].startswith("/jobs/")


def test_under_a_path_probes_errors_and_pages_are_as_ever(under_a_path: str) -> None:
    assert httpx.get(f"{under_a_path}{PREFIX}/health", headers={"Host": "10.0.0.9"}).status_code == 200
    assert httpx.get(f"{under_a_path}{PREFIX}/sessions/health", headers={"Host": "10.0.0.9"}).status_code == 421
    assert httpx.get(f"{under_a_path}{PREFIX}-other/limits").status_code == 404
    assert httpx.put(f"{under_a_path}{PREFIX}/sessions/s").headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    for page in ("/", "/docs"):
        text = httpx.get(f"{under_a_path}{PREFIX}{page}").text
        # Relative to the page, so that they stay under the path.
        assert 'src="/' not in text
        assert 'href="/' not in text


@pytest.mark.parametrize(
    "settings",
    [{"root_path": "docs-qa"}, {"root_path": "/docs-qa/"}, {"root_path": "/a b"}, {"trusted_proxies": "proxy"}],
)
def test_a_path_or_a_proxy_that_is_none_is_refused_at_the_start(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**settings)
