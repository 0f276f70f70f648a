"""The server of tools as processes: over the standard streams, and over HTTP with keys."""

import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from typer.testing import CliRunner, Result

from cli.main import app
from cli.mcp_server.http import MAX_REQUEST_BYTES
from shared.net import free_port
from tests.api.conftest import gateway
from tests.processes import ROOT, running, wait_until

KEYS = ("wren-and-heron", "finch-and-crane")
PLACE = {"PYTHONPATH": str(ROOT / "client")}


@pytest.fixture(scope="module")
def base(redis_server: str) -> Iterator[str]:
    """A gateway with two keys. Nothing reads its documents."""
    hashes = ",".join(hashlib.sha256(key.encode()).hexdigest() for key in KEYS)
    with gateway(redis_server, api_keys=hashes) as address:
        yield address


@pytest.fixture(scope="module")
def url(base: str) -> Iterator[str]:
    """The address of a server over HTTP."""
    port = free_port()
    address = ("--http", f"127.0.0.1:{port}", "--host-name", "docs.example.org")
    with running(PLACE, "cli", "mcp", "--base", base, "--wait", "1", *address):
        url = f"http://127.0.0.1:{port}/mcp"
        wait_until(lambda: _answers(url))
        yield url


def _answers(url: str) -> bool:
    try:
        return httpx.post(url, timeout=5).status_code > 0
    except httpx.TransportError:
        return False


@asynccontextmanager
async def connected(url: str, key: str) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


async def test_each_caller_s_key_goes_with_its_own_calls(url: str) -> None:
    async with connected(url, KEYS[0]) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert "upload_content" in tools
        assert "upload_file" not in tools, "a caller elsewhere names no files of this machine"
        uploaded = await client.call_tool(
            "upload_content", {"filename": "a.txt", "text": "The library opened in 1931."}
        )
        assert uploaded.structured_content["status"] == "queued"
        session = {"session_id": uploaded.structured_content["session_id"]}
        listed = await client.call_tool("list_documents", session)
        assert [one["filename"] for one in listed.structured_content["documents"]] == ["a.txt"]
        # What one caller did is not what another's call that names no session is about.
        assert (await client.call_tool("list_documents", {})).is_error
        assert (await client.list_resources()).resources == []
    async with connected(url, KEYS[1]) as client:
        assert (await client.call_tool("list_documents", session)).is_error


PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPT = {"Accept": "application/json, text/event-stream"}
BEARER = {"Authorization": f"Bearer {KEYS[0]}"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer none"}, 401),
        ({"X-Api-Key": KEYS[1]}, 200),
        (BEARER, 200),
        ({**BEARER, "Host": "docs.example.org"}, 200),
        ({**BEARER, "Host": "evil.example"}, 421),
        ({**BEARER, "Origin": "http://evil.example"}, 403),
    ],
)
def test_who_may_call(url: str, headers: dict[str, str], status: int) -> None:
    with httpx.Client() as http:
        request = http.build_request("POST", url, json=PING, headers={**ACCEPT, **headers})
        reply = http.send(request, stream=True)
        assert reply.status_code == status
        if status == 401:
            assert reply.headers["WWW-Authenticate"] == "Bearer"
            assert "Bearer KEY" in reply.read().decode()
        reply.close()


def test_a_request_over_its_limit_is_refused(url: str) -> None:
    reply = httpx.post(url, content=bytes(MAX_REQUEST_BYTES + 1), headers={**ACCEPT, **BEARER}, timeout=30)
    assert reply.status_code == 413


def docinsight(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(app, ["mcp", *arguments], env=variables)


def test_nothing_is_served_to_others_without_keys(redis_server: str) -> None:
    with gateway(redis_server) as base:
        ended = docinsight("--base", base, "--http", f"0.0.0.0:{free_port()}")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "has no API keys" in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (("--http", "127.0.0.1:8300"), {"DOCINSIGHT_KEY": "wren"}, "Over HTTP each caller sends a key of its own"),
        (("--http", "127.0.0.1:8300", "--allow", "docs"), {}, "leave out --allow"),
        (("--http", "0.0.0.0:8300", "--base", "http://127.0.0.1:9"), {}, "No service answers at http://127.0.0.1:9"),
        (("--http", "here"), {}, "Give HOST:PORT"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    arguments: tuple[str, ...], variables: dict[str, str], said: str
) -> None:
    ended = docinsight(*arguments, **variables)
    assert ended.exit_code != 0
    assert said in " ".join(ended.stderr.replace("│", " ").split())


async def test_over_the_standard_streams_one_host_is_served_with_one_key(base: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The library opened in 1931.")
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "cli", "mcp", "--base", base, "--allow", str(tmp_path), "--wait", "1"],
        env={**os.environ, **PLACE, "DOCINSIGHT_KEY": KEYS[0], "DOCINSIGHT_STATE": str(tmp_path / "state")},
        cwd=ROOT,
    )
    async with Client(server) as client:
        uploaded = await client.call_tool("upload_file", {"path": "a.txt"})
        assert uploaded.structured_content["status"] == "queued"
    # A host that starts it again goes on with the same documents.
    async with Client(server) as client:
        listed = await client.call_tool("list_documents", {})
        assert [one["filename"] for one in listed.structured_content["documents"]] == ["a.txt"]


def test_no_other_command_loads_the_sdk() -> None:
    code = "import sys, cli.main; print('mcp' in sys.modules, 'docinsight_client' in sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **PLACE}, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == ["False", "True"]
