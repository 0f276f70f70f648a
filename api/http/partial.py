"""Bytes of which a client may have some already: `If-None-Match`, `Range` and `If-Range` (RFC 9110)."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.problems import problem_response
from api.http.responses import error_responses
from shared.errors import RangeNotSatisfiable

Content = Callable[[int, int], AsyncIterator[bytes]]
"""Gives the bytes from the first to the second position, which is exclusive."""

DESCRIPTION: dict[int | str, dict[str, Any]] = {
    206: {"description": "The bytes that `Range` asks for."},
    304: {"description": "The client has these bytes, as `If-None-Match` says."},
    **error_responses(RangeNotSatisfiable),
}
"""What OpenAPI says of a route that responds by `partial_response`."""

_ETAG = re.compile(r'(?:W/)?("[^"]*")')
_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*")


def partial_response(
    request: Request, content: Content, *, size: int, etag: str, media_type: str, headers: dict[str, str]
) -> Response:
    """All of the content, the range that was asked for, or that the client has it. ``etag`` is strong, and quoted.

    Several ranges at once are not served; such a request gets the whole.
    """
    headers = {**headers, "ETag": etag, "Accept-Ranges": "bytes"}
    if _has(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    if request.state.head:
        return Response(headers={**headers, "Content-Length": str(size)}, media_type=media_type)
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    # A range of another version of the content would not fit what the client has.
    if found is None or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        headers["Content-Length"] = str(size)
        return StreamingResponse(content(0, size), headers=headers, media_type=media_type)
    start, end = _positions(found[1], found[2], size)
    if start >= end:
        error = RangeNotSatisfiable().problem()
        return problem_response(error, request.state.request_id, {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(end - start), "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return StreamingResponse(content(start, end), 206, headers=headers, media_type=media_type)


def bytes_of(body: bytes) -> Content:
    """Content that is there as a whole."""

    async def content(start: int, end: int) -> AsyncIterator[bytes]:
        yield body[start:end]

    return content


def _has(sent: str | None, etag: str) -> bool:
    return sent is not None and (sent.strip() == "*" or etag in _ETAG.findall(sent))


def _positions(first: str, last: str, size: int) -> tuple[int, int]:
    """Where a range begins and ends (exclusive); nowhere if the one is not before the other."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
