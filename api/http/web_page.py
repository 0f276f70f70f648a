"""The web page: the files of ``web/dist``, read and compressed once and served from memory."""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parents[2] / "web" / "dist"
HEADERS = {
    # Pictures of pages are fetched, since a key can be sent with nothing else, and shown as blobs.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class StaticFile:
    """A file as it is sent: as it is, and compressed."""

    def __init__(self, path: Path, headers: Mapping[str, str]) -> None:
        self._body = path.read_bytes()
        self._compressed = gzip.compress(self._body, mtime=0)
        etag = f'"{hashlib.sha256(self._body).hexdigest()[:32]}"'
        self._headers = {**headers, "ETag": etag, "Vary": "Accept-Encoding"}
        self._media_type = MEDIA_TYPES[path.suffix]

    async def respond(self, request: Request) -> Response:
        """The file, unless the client has it; compressed, if the client accepts that."""
        if request.headers.get("if-none-match") == self._headers["ETag"]:
            return Response(status_code=304, headers=self._headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers = {**self._headers, "Content-Encoding": "gzip"}
            return Response(self._compressed, headers=headers, media_type=self._media_type)
        return Response(self._body, headers=self._headers, media_type=self._media_type)


def install(app: FastAPI) -> None:
    """Have the application serve the page at ``/`` and its files under ``/assets``.

    All but the page itself are named after their content, so clients keep them for ever.
    """
    page = StaticFile(FOLDER / "index.html", {**HEADERS, "Cache-Control": "no-cache"})
    app.add_route("/", page.respond, include_in_schema=False)
    for path in sorted((FOLDER / "assets").iterdir()):
        asset = StaticFile(path, {"Cache-Control": "public, max-age=31536000, immutable"})
        app.add_route(f"/assets/{path.name}", asset.respond, include_in_schema=False)
