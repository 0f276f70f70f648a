"""Sending calls, again where that is safe, and receiving what comes back."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from copy import copy
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

import anyio
import httpx
from httpx_sse import EventSource
from pydantic import BaseModel

from docinsight_client import addresses, responses
from docinsight_client.errors import Unreachable
from docinsight_client.files import Counted, SentBytes
from docinsight_client.requests import Call
from docinsight_client.retries import Retries, may_have_arrived

M = TypeVar("M", bound=BaseModel)
CHUNK_BYTES = 1 << 16


class AsyncTransport:
    """The connection to one service. Whatever it sends raises DocInsightError where it comes to nothing."""

    def __init__(self, base: str, key: str | None, retries: Retries, http: httpx.AsyncClient | None) -> None:
        self.base = base
        self.retries = retries
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = http or httpx.AsyncClient(trust_env=addresses.uses_proxies(base))
        self._owned = http is None

    async def aclose(self) -> None:
        """Close the connections, unless they are of a client that was given."""
        if self._owned:
            await self._http.aclose()

    def once(self) -> Self:
        """The same connection, by which nothing is sent again."""
        same = copy(self)
        same.retries = Retries(attempts=1)
        return same

    async def send(self, call: Call, sink: BinaryIO | None = None) -> httpx.Response:
        """The response to a call, whose body goes to ``sink`` where there is one."""
        lost = False
        for attempt in itertools.count(1):
            try:
                response = await self._attempt(call, sink)
            except httpx.TransportError as error:
                delay = self.retries.after_failure(attempt, error, repeatable=call.repeatable)
                if delay is None:
                    raise Unreachable(self.base, str(error) or type(error).__name__) from error
                lost = lost or may_have_arrived(error)
            else:
                if response.status_code in call.accept:
                    break
                delay = self.retries.after_response(
                    attempt, response.status_code, response.headers, repeatable=call.repeatable, keyed=call.keyed
                )
                if delay is None:
                    # What an attempt whose response got lost has deleted is not there any more.
                    if not (lost and call.method == "DELETE" and response.status_code == 404):
                        responses.check(response, self.base)
                    break
            await anyio.sleep(delay)
        return response

    async def fetch(self, model: type[M], call: Call) -> M:
        """The response to a call as a model, which can make calls itself."""
        return self.parsed(model, (await self.send(call)).content)

    async def save(self, call: Call, path: str | os.PathLike[str]) -> Path:
        """Write the body of a response to a file, which is there whole or not at all."""
        path = Path(path)
        partial = path.with_name(f".{path.name}.part")
        try:
            with partial.open("wb") as file:
                response = await self.send(call, file)
            if response.status_code == 200:
                partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        return path

    def parsed(self, model: type[M], content: str | bytes) -> M:
        """A body as a model, which can make calls itself."""
        return responses.parsed(model, content, self.base, {"transport": self})

    @asynccontextmanager
    async def events(self, call: Call, silence: float) -> AsyncIterator[EventSource]:
        """The events of a stream, which fails when it is silent for so many seconds. It is opened once."""
        request = self._request(call, httpx.Timeout(silence, connect=addresses.CONNECT_TIMEOUT_SECONDS))
        response = await self._http.send(request, stream=True)
        try:
            if not response.is_success:
                await response.aread()
                responses.check(response, self.base)
            yield EventSource(response)
        finally:
            await response.aclose()

    async def _attempt(self, call: Call, sink: BinaryIO | None) -> httpx.Response:
        with _body(call) as body:
            request = self._request(call, addresses.timeout(call.wait), **body)
            response = await self._http.send(request, stream=True)
        try:
            if sink is None or not response.is_success:
                await response.aread()
            else:
                sink.seek(0)
                sink.truncate()
                async for chunk in response.aiter_bytes(CHUNK_BYTES):
                    sink.write(chunk)
        finally:
            await response.aclose()
        return response

    def _request(self, call: Call, timeout: httpx.Timeout, **body: Any) -> httpx.Request:
        headers = {**self._headers, **call.headers}
        url = self.base + call.path
        return self._http.build_request(
            call.method, url, params=dict(call.params), headers=headers, timeout=timeout, **body
        )


@contextmanager
def _body(call: Call) -> Iterator[dict[str, Any]]:
    """The body of a call, as httpx takes it; its files are open meanwhile."""
    with ExitStack() as stack:
        sent = SentBytes(sum(source.size for source in call.files), call.on_sent)
        opened = [(source.name, Counted(stack.enter_context(source.opened()), sent.add)) for source in call.files]
        if call.raw:
            ((_, file),) = opened
            yield {"content": _chunks(file)}
        elif opened:
            yield {"files": [("files", named) for named in opened], "data": dict(call.fields)}
        elif call.json is not None:
            yield {"json": call.json}
        else:
            yield {}


async def _chunks(file: Counted) -> AsyncIterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
