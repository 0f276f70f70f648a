"""Bodies of requests in JSON, limited while they are received, which the framework's own reading is not."""

from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api.http.problems import body_errors
from shared.errors import MalformedRequest, TooLarge

MAX_BODY_BYTES = 256 * 1024
M = TypeVar("M", bound=BaseModel)


async def json_body(request: Request, model: type[M]) -> M:
    """A request's body. Raises MalformedRequest, TooLarge and RequestValidationError."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise MalformedRequest("Send the request as JSON, with 'Content-Type: application/json'.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        raise RequestValidationError(body_errors(error)) from None
