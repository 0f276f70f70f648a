"""Errors as a language model reads them: what is wrong and what to do, in one or two sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError

from docinsight_client import DocInsightError, ProblemError
from docinsight_client.errors import NoSession, NotFound, RateLimited, Unauthorized, Unavailable, Unreachable

_ADVICE: tuple[tuple[type[DocInsightError], str], ...] = (
    (NoSession, "Give the session_id that an upload returned."),
    (Unreachable, "Ask the user to start it with 'docinsight up', or to say where it is by --base."),
    (Unauthorized, "Ask the user to configure a key of the service for this server."),
    (NotFound, "List the documents to see which there are; expired ones have to be uploaded again."),
    (RateLimited, "Wait before you call again."),
    (Unavailable, "Wait before you call again."),
)


def sentence_of(error: DocInsightError) -> str:
    """What is wrong, and what to do about it."""
    said = f"{error.problem.title}: {error.problem.detail}" if isinstance(error, ProblemError) else str(error)
    advice = next((text for kind, text in _ADVICE if isinstance(error, kind)), "")
    if isinstance(error, ProblemError) and error.retry_after:
        advice = f"Call again in {error.retry_after:g} seconds."
    return f"{said} {advice}".strip()


@contextmanager
def told_to_models() -> Iterator[None]:
    """In a tool: raise the client's errors as the tool's."""
    try:
        yield
    except DocInsightError as error:
        raise ToolError(sentence_of(error)) from None


@contextmanager
def told_to_readers() -> Iterator[None]:
    """In a resource: raise the client's errors as the resource's."""
    try:
        yield
    except NotFound as error:
        raise ResourceNotFoundError(sentence_of(error)) from None
    except DocInsightError as error:
        raise ResourceError(sentence_of(error)) from None
