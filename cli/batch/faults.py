"""Which errors are those of one file, and which of the service."""

from docinsight_client import DocInsightError, ProblemError, errors

SERVICE_FAULTS = (
    errors.Unreachable,
    errors.NotDocInsight,
    errors.Unauthorized,
    errors.ForeignOrigin,
    errors.MisdirectedRequest,
    errors.MethodNotAllowed,
    errors.RateLimited,
    errors.Unavailable,
)
"""Whatever file is sent next would meet them too."""


def sentence_of(error: DocInsightError) -> str:
    """What is wrong with a file that was sent alone."""
    refused = error.problem.files if isinstance(error, ProblemError) else None
    return refused[0].detail if refused else str(error)
