"""What a connection may take up, and for how long; and that what this builds on in uvicorn's inside is as it was."""

import http.client
import inspect
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.http.connections import PROBE_ROOM, ConnectionLimits, Connections
from shared.store.driver import Store
from tests.api.conftest import PDF, gateway, upload

HEAD = b"GET /limits HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def impatient(redis_server: str) -> Iterator[httpx.URL]:
    """A gateway that waits for nobody long."""
    with gateway(redis_server, idle_seconds=1, head_seconds=1, body_seconds=1) as base:
        yield httpx.URL(base)


def connect(base: str | httpx.URL) -> socket.socket:
    url = httpx.URL(base)
    return socket.create_connection((url.host, url.port or 0), timeout=30)


def reply(client: socket.socket) -> httpx.Response:
    with http.client.HTTPResponse(client) as raw:
        raw.begin()
        return httpx.Response(raw.status, headers=raw.getheaders(), content=raw.read())


def fields(count: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % number for number in range(count))


@pytest.mark.parametrize(
    "sent",
    [
        fields(100) + b"\r\n",
        b"X: " + b"y" * 65_536 + b"\r\n\r\n",
        b"X: " + b"y" * 200_000,
        b"x" * 200_000,
        b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(66)) + b"\r\n",
    ],
)
def test_headers_over_their_limit_are_refused_and_the_connection_closed(base: str, sent: bytes) -> None:
    with connect(base) as client:
        client.sendall(HEAD + sent)
        refused = reply(client)
        assert (refused.status_code, refused.json()["type"]) == (431, "/problems/headers-too-large")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["X-Request-ID"] == refused.json()["request_id"]
        assert refused.headers["Connection"] == "close"
        assert client.recv(1) == b""


@pytest.mark.parametrize("sent", [fields(99), b"X: " + b"y" * 65_000 + b"\r\n"])
def test_headers_within_their_limit_are_taken_whole_or_in_pieces(base: str, sent: bytes) -> None:
    whole = HEAD + sent + b"\r\n"
    for size in (len(whole), 1000):
        with connect(base) as client:
            for start in range(0, len(whole), size):
                client.sendall(whole[start : start + size])
            assert reply(client).status_code == 200


def test_an_address_over_the_limit_is_refused(base: str) -> None:
    with connect(base) as client:
        client.sendall(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reply(client).status_code == 431


def test_each_request_of_a_connection_has_headers_of_its_own(base: str) -> None:
    with connect(base) as client:
        for _ in range(3):
            client.sendall(HEAD + fields(90) + b"\r\n")
            assert reply(client).status_code == 200


def test_trailers_are_counted_and_do_not_become_headers(base: str, store: Store) -> None:
    head = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with connect(base) as client:
        client.sendall(head + b"Content-Type: application/json\r\n\r\n")
        refused = reply(client)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/malformed-request")
    with connect(base) as client:
        client.sendall(head + fields(200))
        answers = client.makefile("rb").read()
        assert answers.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 400 "))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET /limi",
        HEAD,
        HEAD + b"\r\nGET /",
        HEAD + b"Content-Length: 5\r\n\r\n1234",
        b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n",
    ],
)
def test_a_client_that_falls_silent_is_not_waited_for(impatient: httpx.URL, sent: bytes) -> None:
    with connect(impatient) as client:
        client.sendall(sent)
        # To the end, which a connection that stays open does not have.
        answered = client.makefile("rb").read()
        assert answered == b"" or answered.startswith(b"HTTP/1.1 4") or answered.startswith(b"HTTP/1.1 200")


def test_a_stalled_body_is_a_bad_request_and_nothing_is_kept_of_it(impatient: httpx.URL, store: Store) -> None:
    with connect(impatient) as client:
        client.sendall(
            b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b'Content-Length: 9000\r\n\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
            + PDF
        )
        refused = reply(client)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/malformed-request")
        assert "stalled" in refused.json()["detail"]
        assert client.recv(1) == b""
    assert not store.client.keys("di:staging:*")


def test_who_waits_for_a_job_may_be_silent(impatient: httpx.URL, store: Store) -> None:
    with httpx.Client(base_url=impatient, timeout=30) as client:
        (job,) = upload(client)
        started = time.monotonic()
        assert client.get(f"/jobs/{job['id']}", params={"wait": 4}).json()["status"] == "queued"
        assert time.monotonic() - started > 3


def test_beyond_the_limit_of_an_address_health_checks_alone_are_answered(redis_server: str) -> None:
    with gateway(redis_server, max_connections_per_address=5) as base, connect(base) as first:
        held = [connect(base) for _ in range(8)]
        with connect(base) as client:
            client.sendall(HEAD + b"\r\n")
            refused = reply(client)
            assert (refused.status_code, refused.json()["type"]) == (429, "/problems/rate-limited")
            assert refused.headers["Retry-After"]
        with connect(base) as client:
            client.sendall(HEAD.replace(b"/limits", b"/health/live") + b"\r\n")
            assert reply(client).status_code == 200
        first.sendall(HEAD + b"\r\n")
        assert reply(first).status_code == 200
        for one in held:
            one.close()


class Recorded:
    """A connection that only notes its end."""

    def __init__(self) -> None:
        self.ended = False

    def abort(self) -> None:
        self.ended = True


def test_connections_are_counted_by_address_and_ipv6_by_network() -> None:
    counted = Connections(ConnectionLimits(4, 2, 1, 1, 1, 1))
    addresses = ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1", "2001:db8::1", "2001:db8::2", "2001:db8::3", "10.0.0.2"]
    admitted = [counted.add(Recorded(), address) for address in addresses]
    assert admitted == ["all", "all", "full-of-address", "all", "all", "full", "full"]


def test_a_place_that_was_given_back_is_taken_again_and_the_oldest_probe_makes_room() -> None:
    counted = Connections(ConnectionLimits(1, 1, 1, 1, 1, 1))
    first = Recorded()
    assert counted.add(first, "10.0.0.1") == "all"
    probes = [Recorded() for _ in range(PROBE_ROOM + 1)]
    assert {counted.add(probe, "10.0.0.2") for probe in probes} == {"full"}
    assert [probe.ended for probe in probes] == [True] + [False] * PROBE_ROOM
    counted.remove(first)
    assert counted.add(Recorded(), "10.0.0.1") == "all"


def test_uvicorn_has_inside_what_the_protocol_builds_on() -> None:
    protocol = {
        name: list(inspect.signature(member).parameters)
        for name, member in inspect.getmembers(HttpToolsProtocol, inspect.isfunction)
    }
    overridden = {
        "connection_made": ["self", "transport"],
        "connection_lost": ["self", "exc"],
        "data_received": ["self", "data"],
        "pause_writing": ["self"],
        "send_400_response": ["self", "msg"],
        "on_message_begin": ["self"],
        "on_url": ["self", "url"],
        "on_header": ["self", "name", "value"],
        "on_headers_complete": ["self"],
        "on_body": ["self", "body"],
        "on_message_complete": ["self"],
        "on_response_complete": ["self"],
    }
    assert overridden.items() <= protocol.items()
    source = inspect.getsource(HttpToolsProtocol)
    for attribute in (
        "self.loop",
        "self.app",
        "self.client",
        "self.cycle",
        "self.flow",
        "self.transport",
        "self.server_state",
    ):
        assert f"{attribute} " in source, attribute
    cycle = inspect.getsource(RequestResponseCycle.__init__)
    for attribute in ("disconnected", "message_event", "response_started", "response_complete"):
        assert f"self.{attribute} = " in cycle, attribute
    flow = inspect.getsource(FlowControl.__init__)
    assert "self.read_paused = " in flow
    assert "self.write_paused = " in flow
