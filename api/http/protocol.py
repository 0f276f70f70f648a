"""HTTP as uvicorn speaks it, except that what it cannot parse is answered as all other errors are."""

import uuid

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.problems import problem_response
from shared.errors import MalformedRequest


class Http(HttpToolsProtocol):
    """The protocol of one connection."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Answer what is no HTTP, and hang up. It has come to no request, and so to no application."""
        request_id = uuid.uuid4().hex
        problem = MalformedRequest("This is no HTTP request that could be parsed.").problem()
        answer = problem_response(problem, request_id, {"Connection": "close", "X-Request-ID": request_id})
        headers = [*self.server_state.default_headers, *answer.raw_headers]
        lines = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in headers)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()
