"""What a response says: a model, or one of the client's errors."""

from http import HTTPStatus
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from docinsight_client.errors import NotDocInsight, error_of
from docinsight_client.models.problem import Problem
from docinsight_client.retries import retry_after

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def check(response: httpx.Response, base: str) -> None:
    """Raise the error of a response, which was received whole, unless it is one of success."""
    if response.is_success:
        return
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        raise NotDocInsight(base, response.status_code) from None
    raise error_of(problem, retry_after=retry_after(response.headers))


def parsed(model: type[M], content: str | bytes, base: str, context: dict[str, Any]) -> M:
    """The body of a success as a model. Raises NotDocInsight where it is none."""
    try:
        return model.model_validate_json(content, context=context)
    except ValidationError:
        raise NotDocInsight(base, HTTPStatus.OK) from None


def parsed_as(adapter: TypeAdapter[T], content: str | bytes, base: str) -> T:
    """The body of a success as what the adapter describes. Raises NotDocInsight where it is not."""
    try:
        return adapter.validate_json(content)
    except ValidationError:
        raise NotDocInsight(base, HTTPStatus.OK) from None
