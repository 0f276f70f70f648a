"""Webhooks, delivered by a real worker to a real receiver."""

import base64
import contextlib
import hashlib
import ipaddress
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from shared.store.driver import Store
from tests.api.conftest import Until, gateway, upload
from tests.processes import running
from worker.public_addresses import is_public
from worker.webhooks import Outcome, deliver

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass
class Receiver:
    """A receiver that answers with these statuses in turn, and with the last one from then on.

    While it is not ``answering`` it keeps whoever has called waiting.
    """

    url: str
    statuses: list[int] = field(default_factory=lambda: [204])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            one.answering.wait()
            status = one.statuses.pop(0) if len(one.statuses) > 1 else one.statuses[0]
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", one.url + "moved")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one = Receiver(f"http://127.0.0.1:{server.server_port}/")
        one.answering.set()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield one
        one.answering.set()
        server.shutdown()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture(scope="module")
def notifying(redis_server: str) -> Iterator[str]:
    """A gateway, and a worker that does nothing but notify."""
    settings = {
        "webhook_secret": SECRET,
        "webhook_private": "true",
        "webhook_delays": "0.1,0.1",
        "webhook_seconds": "60",
    }
    environment = {f"DOCINSIGHT_{name.upper()}": value for name, value in settings.items()}
    with (
        gateway(redis_server, **settings) as base,
        running({**environment, "DOCINSIGHT_REDIS_URL": redis_server}, "worker", "--queues", "webhooks"),
    ):
        yield base


@pytest.fixture
def http(notifying: str, store: Store) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=notifying, timeout=30) as client:
        yield client


def ended(http: httpx.Client, url: str) -> dict[str, Any]:
    """An ended job whose end is to be posted to ``url``."""
    (job,) = upload(http, data={"callback_url": url})
    return dict(http.post(f"/jobs/{job['id']}/cancel").json())


def test_the_end_of_a_job_is_posted_with_a_signature(http: httpx.Client, receiver: Receiver, until: Until) -> None:
    job = ended(http, receiver.url)
    until(lambda: receiver.got)
    headers, body = receiver.got[0]
    posted = Webhook(SECRET).verify(body, headers)
    assert {**posted, "expires_at": None} == {**job, "expires_at": None}
    assert headers["webhook-id"] == f"msg_{job['id']}"
    assert headers["content-type"] == "application/json"
    until(lambda: http.get("/webhooks").json() == {"webhooks": []})


def test_webhooks_of_each_key_are_signed_with_a_secret_of_its_own(
    redis_url: str, receiver: Receiver, until: Until
) -> None:
    keys = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("alice", "bob")}
    settings = {"webhook_secret": SECRET, "webhook_private": "true"}
    environment = {f"DOCINSIGHT_{name.upper()}": value for name, value in settings.items()}
    with (
        gateway(redis_url, **settings, api_keys=",".join(keys.values())) as base,
        running({**environment, "DOCINSIGHT_REDIS_URL": redis_url}, "worker", "--queues", "webhooks"),
    ):
        secrets = {}
        for name in keys:
            with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {name}"}, timeout=30) as http:
                secrets[name] = http.get("/webhooks/secret").raise_for_status().json()["secret"]
                ended(http, receiver.url)
                until(lambda: len(receiver.got) == len(secrets))
        assert httpx.get(f"{base}/webhooks/secret").status_code == 401
    assert len({*secrets.values(), SECRET}) == 3
    for name, (headers, body) in zip(keys, receiver.got, strict=True):
        Webhook(secrets[name]).verify(body, headers)
        for other in {*secrets.values(), SECRET} - {secrets[name]}:
            with pytest.raises(WebhookVerificationError):
                Webhook(other).verify(body, headers)


def test_the_secret_of_a_service_without_keys_is_told_to_nobody(http: httpx.Client) -> None:
    assert http.get("/webhooks/secret").status_code == 404


def test_the_end_of_a_question_is_posted_too(http: httpx.Client, receiver: Receiver, until: Until) -> None:
    upload(http)
    body = {"question": "Who?", "session_id": "s", "callback_url": receiver.url}
    job = http.post("/ask", json=body).json()["job"]
    http.post(f"/jobs/{job['id']}/cancel")
    until(lambda: receiver.got)
    assert json.loads(receiver.got[0][1])["kind"] == "question"


def test_a_delivery_that_fails_is_tried_again_under_the_same_id(
    http: httpx.Client, receiver: Receiver, until: Until
) -> None:
    receiver.statuses = [500, 307, 200]
    job = ended(http, receiver.url)
    until(lambda: len(receiver.got) == 3)
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {f"msg_{job['id']}"}
    for headers, body in receiver.got:
        Webhook(SECRET).verify(body, headers)
    until(lambda: http.get("/webhooks").json() == {"webhooks": []})


def test_a_delivery_that_never_succeeds_is_given_up_in_sight(
    http: httpx.Client, store: Store, receiver: Receiver, until: Until
) -> None:
    receiver.statuses = [503]
    job = ended(http, receiver.url)
    until(lambda: http.get("/webhooks").json()["webhooks"][0]["state"] == "given-up")
    (dead,) = http.get("/webhooks").json()["webhooks"]
    assert dead == {
        "job_id": job["id"],
        "state": "given-up",
        "attempts": 3,
        "next_attempt_at": None,
        "cause": "answered 503",
    }
    assert "docinsight_webhooks_given_up 1.0" in http.get("/metrics").text
    assert [key for key in store.client.keys("di:*") if store.client.ttl(key) == -1] == []
    http.delete("/sessions/s")
    assert http.get("/webhooks").json() == {"webhooks": []}


def test_a_receiver_that_is_gone_for_good_is_not_tried_again(
    http: httpx.Client, receiver: Receiver, until: Until
) -> None:
    receiver.statuses = [410]
    ended(http, receiver.url)
    until(lambda: http.get("/webhooks").json()["webhooks"][0]["state"] == "given-up")
    assert len(receiver.got) == 1


def test_slow_receivers_delay_no_other(http: httpx.Client, receiver: Receiver, until: Until) -> None:
    with receiving() as slow:
        slow.answering.clear()
        for _ in range(20):
            ended(http, slow.url)
        until(lambda: len(slow.got) == 20)
        ended(http, receiver.url)
        until(lambda: receiver.got)
        until(lambda: len(http.get("/webhooks").json()["webhooks"]) == 20)
        slow.answering.set()
        until(lambda: http.get("/webhooks").json() == {"webhooks": []})
    assert len(slow.got) == 20


def send(url: str, *, private: bool = False, seconds: float = 3) -> Outcome:
    return deliver(url, "{}", message_id="m", secret=SECRET, seconds=seconds, private=private)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"]
)
def test_nothing_is_delivered_to_this_machine(receiver: Receiver, host: str) -> None:
    port = receiver.url.split(":")[2]
    outcome = send(f"http://{host}:{port}")
    assert (outcome.delivered, outcome.final) == (False, True)
    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("10.0.0.1", False),
        ("172.16.5.5", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:a00:1::", False),
        ("2001:db8::1", False),
        ("8.8.8.8", True),
        ("168.63.129.15", True),
        ("168.63.129.16", False),
        ("192.0.0.9", False),
        ("192.0.0.192", False),
        ("192.88.99.1", False),
        ("100.100.100.200", False),
        ("::ffff:168.63.129.16", False),
        ("64:ff9b::a83f:8110", False),
        ("64:ff9b:1::1", False),
        ("::93.184.215.14", False),
        ("fd00:ec2::254", False),
        ("fd20:ce::254", False),
        ("2001:20::1", False),
        ("2001:4:112::1", False),
        ("2001:0:5db8:d70e::", False),
        ("2002:5db8:d70e::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("2a00:1450:4001:82b::200e", True),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def resolving(*answers: str) -> Callable[..., list[Any]]:
    """A name server that gives another answer each time it is asked."""
    left = list(answers)

    def getaddrinfo(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        address = left.pop(0)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    return getaddrinfo


def test_a_name_that_turns_private_after_the_check_gains_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolving("93.184.215.14", "127.0.0.1"))
    monkeypatch.setattr(socket, "create_connection", connect)
    assert not send("http://rebinding.example/").delivered
    assert connected == ["93.184.215.14"]


def test_a_name_for_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving("10.1.2.3"))
    assert send("https://inside.example/").final is True


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302]
    assert send(receiver.url, private=True) == Outcome(False, "answered 302")
    assert len(receiver.got) == 1


def test_a_receiver_that_answers_byte_by_byte_is_not_waited_for() -> None:
    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"x" * 10_000:
                if stop.wait(0.05):
                    return
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    return

    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, daemon=True).start()
        outcome = send(f"http://127.0.0.1:{listener.getsockname()[1]}/", private=True, seconds=0.5)
        stop.set()
    assert outcome == Outcome(False, "no answer in time")
