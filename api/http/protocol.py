"""HTTP as uvicorn implements it, except that a request it cannot parse gets a problem like all other errors."""

import uuid

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.problems import problem_response
from shared.errors import MalformedRequest


class HttpProtocol(HttpToolsProtocol):
    """The protocol of one connection."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Respond to what is not HTTP, and close. There is no request yet that the application could see."""
        request_id = uuid.uuid4().hex
        problem = MalformedRequest("The HTTP request could not be parsed.").problem()
        response = problem_response(problem, request_id, {"Connection": "close", "X-Request-ID": request_id})
        headers = [*self.server_state.default_headers, *response.raw_headers]
        lines = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in headers)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(response.body))
        self.transport.close()
