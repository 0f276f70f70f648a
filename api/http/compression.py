"""Compression of text and JSON."""

import re

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

MIN_BYTES = 1000
LEVEL = 5
_REFUSED = re.compile(rb"gzip\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)


class Compression(GZipMiddleware):
    """Starlette's, which compresses large bodies beside the event loop; without files, which are sent byte by byte.

    A file's ETag and its ranges are those of its own bytes.
    """

    def __init__(self, app: ASGIApp) -> None:
        excluded = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "image/*", "application/pdf", "application/octet-stream")
        super().__init__(app, MIN_BYTES, LEVEL, exclude_content_types=excluded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and (scope["path"].endswith("/file") or _refused(scope)):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _refused(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and _REFUSED.search(value) for name, value in scope["headers"])
