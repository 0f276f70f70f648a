"""The service, as the one sees it for whom a tool is called."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from mcp.server.mcpserver import Context

from cli import last_session
from docinsight_client import AsyncDocInsight, Retries, addresses

RETRIES = Retries(attempts=3)
"""A model that calls a tool is told soon that the service is away."""
Caller = Context[Any, Any]


@dataclass(slots=True)
class Access:
    """How the service is reached.

    ``per_caller``: each caller has an API key of its own, which came with its request; otherwise all calls are made
    with ``key``, and the session used last is the one that calls are about which name none. ``wait_seconds`` is the
    longest that a tool waits for a document or an answer. ``page`` is where people open the service's web page.
    """

    base: str
    http: httpx.AsyncClient
    key: str | None
    session: str | None
    per_caller: bool
    wait_seconds: float
    page: str

    def client(self, caller: Caller) -> AsyncDocInsight:
        """A client with the key of who called a tool."""
        return self.client_of(caller.headers or {})

    def client_of(self, headers: Mapping[str, str]) -> AsyncDocInsight:
        """A client with the key of the request with these headers."""
        return self.client_with(bearer(headers) if self.per_caller else self.key)

    def client_with(self, key: str | None) -> AsyncDocInsight:
        """A client with a key."""
        return AsyncDocInsight(self.base, key=key, session_id=self.session, retries=RETRIES, http=self.http)

    def used(self, session: str) -> None:
        """A session was uploaded to: of one caller, calls that name none are about it from now on."""
        if not self.per_caller:
            self.session = session
            last_session.save(self.base, session)

    def forget(self, session: str) -> None:
        """A session was deleted."""
        if self.session == session:
            self.session = None

    def answer_link(self, session: str, job: str, rank: int) -> str:
        """Where a person sees an answer framed on its page, in the service's web page."""
        return f"{self.page}/#/{session}/answers/{job}/{rank}"


@asynccontextmanager
async def opened(
    base: str, *, key: str | None, session: str | None, per_caller: bool, wait_seconds: float, page: str | None
) -> AsyncIterator[Access]:
    """Access to the service at an address, by connections that all calls share."""
    async with httpx.AsyncClient(trust_env=addresses.uses_proxies(base)) as http:
        yield Access(base, http, key, session, per_caller, wait_seconds, (page or base).rstrip("/"))


def bearer(headers: Mapping[str, str]) -> str | None:
    """The API key of a request; None where none was sent."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else headers.get("x-api-key")
