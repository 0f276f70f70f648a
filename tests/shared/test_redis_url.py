"""Where Redis is: a URL is judged once, in one sentence, and certificates are verified by all that connect."""

import asyncio
import datetime
import ipaddress
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kombu.exceptions import OperationalError
from pydantic import ValidationError

from cli.local_service import valkey
from shared.child_process import spawn, stop
from shared.errors import DocInsightError
from shared.net import free_port
from shared.queue import make_celery
from shared.redis_url import parse
from shared.settings import Settings
from shared.store import waiting
from shared.store.check import fault_of
from shared.store.driver import AsyncStore, Store
from tests.processes import ROOT, wait_until

PASSWORD = "Xylophone"
WRONG = [
    f"http://:{PASSWORD}@localhost:6379/0",
    f"localhost:6379/{PASSWORD}",
    PASSWORD,
    "",
    f"redis://:{PASSWORD}/x@localhost:6379/0",
    f"redis://:{PASSWORD}#x@localhost:6379/0",
    f"redis://:{PASSWORD}?x@localhost:6379/0",
    f"redis://:{PASSWORD}@localhost:port/0",
    f"redis://:{PASSWORD}@localhost:65536/0",
    f"redis://:{PASSWORD}@/0",
    f"redis://:{PASSWORD}@localhost:6379/first",
    f"redis://:{PASSWORD}@localhost:6379/-1",
    f"redis://:{PASSWORD}@localhost:6379/0?db=1",
    f"redis://:{PASSWORD}@localhost:6379/0?ssl_cert_reqs=none",
    f"rediss://:{PASSWORD}@localhost:6379/0?ssl_cert_reqs=never",
    f"rediss://:{PASSWORD}@[::1/0",
    f"unix://:{PASSWORD}@/tmp/redis.sock",
]


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_url_is_refused_in_a_sentence_that_quotes_nothing_of_it(url: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Settings(redis_url=url)
    said = str(raised.value)
    assert PASSWORD not in said
    assert "redis_url" in said


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://:p%2Fw@[::1]:6379/3",
        "rediss://user:pw@redis.example.org/0?ssl_check_hostname=false",
    ],
)
def test_what_both_libraries_can_read_is_taken(url: str) -> None:
    assert parse(url).url == url
    assert Settings(redis_url=url).redis_url.get_secret_value() == url


@pytest.mark.parametrize("module", [["api"], ["worker"], ["cli.local_service.flower", "5555"], ["cli", "doctor"]])
def test_every_process_refuses_a_wrong_url_without_a_traceback(module: list[str]) -> None:
    environment = {**os.environ, "DOCINSIGHT_REDIS_URL": f"redis://:{PASSWORD}/x@localhost/0"}
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    said = (done.stdout + done.stderr).replace("\n", " ")
    assert done.returncode == 1
    assert "DOCINSIGHT_REDIS_URL" in said
    assert PASSWORD not in said
    assert "Traceback" not in said


def test_a_store_that_cannot_be_used_says_why_and_one_that_is_away_is_waited_for(redis_url: str) -> None:
    assert fault_of(redis_url) is None
    assert fault_of("redis://127.0.0.1:1/0") is None
    assert "no database" in (fault_of(redis_url.removesuffix("/0") + "/99") or "")
    wrong = fault_of(redis_url.replace("127.0.0.1", f"user:{PASSWORD}@127.0.0.1"))
    assert wrong is not None
    assert "password" in wrong
    assert PASSWORD not in wrong


def test_a_cluster_is_refused(tmp_path: Path) -> None:
    port = free_port()
    # By default the nodes' own port is ten thousand above the other, which may be above all ports there are.
    cluster = ["--cluster-enabled", "yes", "--cluster-port", str(free_port())]
    options = ["--port", str(port), *cluster, "--dir", str(tmp_path)]
    server = spawn([str(valkey.server()), *options], os.environ, stdout=subprocess.DEVNULL)
    try:
        assert "cluster" in wait_until(lambda: fault_of(f"redis://127.0.0.1:{port}/0"))
    finally:
        stop(server)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed but itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "redis.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture(scope="module")
def tls_url(redis_server: str, certificate: Path) -> Iterator[str]:
    """The URL of a store under TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    target, port = urlsplit(redis_server).port, free_port()
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
        writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, before = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(copy(reader, before), copy(behind, writer), return_exceptions=True)

    async def serve() -> None:
        await asyncio.start_server(forward, "127.0.0.1", port, ssl=context)
        ready.set()

    thread = threading.Thread(target=lambda: (loop.create_task(serve()), loop.run_forever()), daemon=True)
    thread.start()
    ready.wait()
    yield f"rediss://127.0.0.1:{port}/0"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def _by_worker(url: str) -> None:
    with Store(url, retries=0).opened() as store:
        store.run(waiting.depths())


def _by_gateway(url: str) -> None:
    async def ask() -> None:
        async with AsyncStore(url).opened() as store:
            await store.run(waiting.depths())

    asyncio.run(ask())


def _by_broker(url: str) -> None:
    with make_celery(Settings(redis_url=url)).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
        connection.default_channel.client.ping()


@pytest.mark.parametrize("connect", [_by_worker, _by_gateway, _by_broker])
def test_certificates_are_verified_unless_told_not_to(
    tls_url: str, certificate: Path, connect: Callable[[str], None]
) -> None:
    with pytest.raises((DocInsightError, OperationalError)):
        connect(tls_url)
    # Its name is no other's, either.
    with pytest.raises((DocInsightError, OperationalError)):
        connect(f"{tls_url.replace('127.0.0.1', 'localhost')}?ssl_ca_certs={certificate}")
    connect(f"{tls_url}?ssl_ca_certs={certificate}")
    connect(f"{tls_url}?ssl_cert_reqs=none")
    connect(f"{tls_url.replace('127.0.0.1', 'localhost')}?ssl_ca_certs={certificate}&ssl_check_hostname=false")


def test_a_certificate_that_cannot_be_verified_is_named_as_the_cause(tls_url: str, certificate: Path) -> None:
    assert "certificate" in (fault_of(tls_url) or "")
    assert fault_of(f"{tls_url}?ssl_ca_certs={certificate}") is None
