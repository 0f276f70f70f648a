"""Who may call over HTTP: those whose API key the service accepts."""

import hashlib
import json
import time

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cli.mcp_server.access import Access, bearer
from cli.mcp_server.problems import sentence_of
from docinsight_client import DocInsightError
from docinsight_client.errors import Unauthorized

ACCEPTED_SECONDS = 60.0
"""For which a key that the service accepted is not asked about again. The service itself checks it at every call."""
REFUSED_SECONDS = 2.0
MAX_REMEMBERED = 1000


class Keys:
    """Asks the service whether it accepts a key."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._known: dict[bytes, tuple[float, bool]] = {}

    async def accepts(self, key: str | None) -> bool:
        """Whether the service accepts a key, or a request without one. Raises DocInsightError."""
        digest, now = hashlib.sha256((key or "").encode()).digest(), time.monotonic()
        until, accepted = self._known.get(digest, (now, False))
        if until <= now:
            accepted = await self._asked(key)
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[digest] = (now + (ACCEPTED_SECONDS if accepted else REFUSED_SECONDS), accepted)
        return accepted

    async def _asked(self, key: str | None) -> bool:
        try:
            await self._access.client_with(key).limits()
        except Unauthorized:
            return False
        return True


class KeyCheck:
    """Pure ASGI. Refuses requests without a key that the service accepts; ``always``: also where it needs none."""

    def __init__(self, app: ASGIApp, keys: Keys, *, always: bool) -> None:
        self._app, self._keys, self._always = app, keys, always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or refuse it."""
        refusal = await self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, headers: Headers) -> Response | None:
        key = bearer(headers)
        try:
            if (key is not None or not self._always) and await self._keys.accepts(key):
                return None
        except DocInsightError as error:
            return _problem(503, "Service unavailable", sentence_of(error))
        return _problem(401, "Unauthorized", "Send a key of the service as 'Authorization: Bearer KEY'.")


def _problem(status: int, title: str, detail: str) -> Response:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "5"}
    return Response(body, status, headers, "application/problem+json")
