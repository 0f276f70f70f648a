"""A gateway behind a proxy that serves it under a path of its own, such as ``/docs-qa/``."""

import ipaddress
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.settings import ROOT_PATH_PATTERN, Settings

MAX_PREFIX_LENGTH = 256


class RootPath:
    """Pure ASGI. Takes requests with and without the prefix, since some proxies remove it and others do not.

    Puts the prefix before `Location`, and into the request's state as ``prefix``, and the path without it as ``path``.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._prefix = settings.root_path
        self._trusts_all = "*" in settings.trusted_proxies
        self._trusted = [ipaddress.ip_network(one) for one in settings.trusted_proxies if one != "*"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        prefix, path = self._prefix_of(scope), scope["path"]
        if prefix and (path == prefix or path.startswith(prefix + "/")):
            path = path[len(prefix) :] or "/"
        # In place: the middleware outside finds the route there, by whose pattern it counts.
        scope.update(root_path=prefix, path=prefix + path)
        scope["state"].update(prefix=prefix, path=path)

        async def send_with_prefix(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("Location", "").startswith("/"):
                    headers["Location"] = prefix + headers["Location"]
            await send(message)

        await self._app(scope, receive, send_with_prefix if prefix else send)

    def _prefix_of(self, scope: Scope) -> str:
        sent = next(
            (value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-prefix"), None
        )
        if sent is None or len(sent) > MAX_PREFIX_LENGTH or not self._is_trusted(scope.get("client")):
            return self._prefix
        prefix = sent.rstrip("/")
        return prefix if re.fullmatch(ROOT_PATH_PATTERN, prefix) else self._prefix

    def _is_trusted(self, client: tuple[str, int] | None) -> bool:
        if self._trusts_all:
            return True
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address):
            address = address.ipv4_mapped or address
        return any(address in network for network in self._trusted)
