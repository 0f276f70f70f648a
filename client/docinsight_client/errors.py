"""Every error of the client, with one exception for each type of problem that the service knows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from docinsight_client.models.problem import Problem

if TYPE_CHECKING:
    from docinsight_client.models.job import JobFields


class DocInsightError(Exception):
    """What every error of this package is. Its text is one or a few plain sentences."""


class Unreachable(DocInsightError):
    """Nobody answers at the address."""

    def __init__(self, base: str, cause: str) -> None:
        super().__init__(f"No service answers at {base}: {cause}.")
        self.base = base
        self.cause = cause


class NotDocInsight(DocInsightError):
    """Something else than doc-insight answers at the address, such as a proxy before it."""

    def __init__(self, base: str, status: int) -> None:
        super().__init__(f"What answers at {base} is not doc-insight; the status is {status}.")
        self.base = base
        self.status = status


class NoSession(DocInsightError, ValueError):
    """A call is about the documents of a session, and none was named or used before."""

    def __init__(self) -> None:
        super().__init__("Upload a document first, or name a session.")


class WaitTimeout(DocInsightError, TimeoutError):
    """A job has not ended in the time that was given; it goes on. ``job`` is its last known state."""

    def __init__(self, job: "JobFields", seconds: float) -> None:
        super().__init__(f"Job {job.id} has not ended within {seconds:g} s; it is {job.status}.")
        self.job = job


class JobCancelled(DocInsightError):
    """The job that was waited for was cancelled."""

    def __init__(self, job: "JobFields") -> None:
        super().__init__(f"Job {job.id} was cancelled.")
        self.job = job


class ProblemError(DocInsightError):
    """The service refused a request, or could not do a job, and said why.

    ``slug`` is the end of the problem's type. A problem of a type that this release does not know is a ``ProblemError``
    itself. ``job`` is the failed job, where it was one.
    """

    slug: ClassVar[str] = ""

    def __init__(self, problem: Problem, *, retry_after: float | None = None, job: "JobFields | None" = None) -> None:
        sentences = [problem.detail]
        sentences += [f"{file.filename}: {file.detail}" for file in problem.files or []]
        sentences += [f"{error.field}: {error.message}" for error in problem.errors or []]
        super().__init__(" ".join(sentences))
        self.problem = problem
        self.retry_after = retry_after
        self.job = job


# ---- requests


class MalformedRequest(ProblemError):
    """The request could not be parsed."""

    slug = "malformed-request"


class Unauthorized(ProblemError):
    """The service wants an API key, and none or a wrong one was sent."""

    slug = "unauthorized"


class ForeignOrigin(ProblemError):
    """The request comes from a web page of another site."""

    slug = "foreign-origin"


class NotFound(ProblemError):
    """There is nothing there, or it has expired, or it belongs to another API key."""

    slug = "not-found"


class MethodNotAllowed(ProblemError):
    """The address does not take that method."""

    slug = "method-not-allowed"


class Conflict(ProblemError):
    """The request contradicts the present state, such as the text of a document that is still being parsed."""

    slug = "conflict"


class TooLarge(ProblemError):
    """The request, or a file of it, is over its limit."""

    slug = "too-large"


class UnsupportedMediaType(ProblemError):
    """A file's content is of no supported type."""

    slug = "unsupported-media-type"


class RangeNotSatisfiable(ProblemError):
    """The content does not have the bytes that were asked for."""

    slug = "range-not-satisfiable"


class MisdirectedRequest(ProblemError):
    """The service does not answer to that host name, of which a setting lists those that it does."""

    slug = "misdirected-request"


class NotAcceptable(ProblemError):
    """Well-formed but not acceptable; ``problem.errors`` and ``problem.files`` say what and why."""

    slug = "not-acceptable"


class EmptyFile(NotAcceptable):
    """A file is empty."""

    slug = "empty-file"


class RateLimited(ProblemError):
    """A rate or queue limit is reached."""

    slug = "rate-limited"


class HeadersTooLarge(ProblemError):
    """The headers are over their limit."""

    slug = "headers-too-large"


class Unavailable(ProblemError):
    """The service cannot take the request now."""

    slug = "unavailable"


class StoreFull(Unavailable):
    """The service has no room for more uploads."""

    slug = "store-full"


class InternalError(ProblemError):
    """Something went wrong in the service."""

    slug = "internal"


class NotReadInTime(ProblemError):
    """The document was not read in the time that the service waits for one that it is not to keep."""

    slug = "not-read-in-time"


# ---- documents


class DocumentError(ProblemError):
    """A document, or a page of one, that cannot be read."""


class Corrupt(DocumentError):
    """The file is damaged."""

    slug = "corrupt"


class Encrypted(DocumentError):
    """The document needs a password."""

    slug = "encrypted"


class WrongPassword(DocumentError):
    """The password does not open the document."""

    slug = "wrong-password"


class NoPages(DocumentError):
    """The document has no pages."""

    slug = "no-pages"


class TooManyPages(DocumentError):
    """The document has more pages than the limit."""

    slug = "too-many-pages"


class NoSuchPages(DocumentError):
    """The document has fewer pages than were chosen."""

    slug = "no-such-pages"


class TooLargePage(DocumentError):
    """A page is larger than the limit."""

    slug = "too-large-page"


class TooManyWords(DocumentError):
    """A page has more words than the limit."""

    slug = "too-many-words"


class PageTimeout(DocumentError):
    """A page took longer than the limit."""

    slug = "page-timeout"


class OutOfMemory(DocumentError):
    """A page needs more memory than the limit."""

    slug = "out-of-memory"


class GaveUp(DocumentError):
    """The task ended its worker several times, and was given up."""

    slug = "gave-up"


class PdfTooLarge(DocumentError):
    """The searchable PDF would be larger than those that are kept."""

    slug = "pdf-too-large"


class UnsupportedLanguage(DocumentError):
    """The OCR engine does not recognize a language that was asked for."""

    slug = "unsupported-language"


class OcrFailed(DocumentError):
    """The text of a page could not be recognized."""

    slug = "ocr-failed"


# ---- questions


class NoReadableDocument(ProblemError):
    """None of the documents asked about could be parsed."""

    slug = "no-readable-document"


class DocumentGone(ProblemError):
    """A document with an answer was deleted while the question was answered."""

    slug = "document-gone"


# ---- the installation


class ModelMissing(ProblemError):
    """A model that the service's settings name is not installed."""

    slug = "model-missing"


class DeviceMissing(ProblemError):
    """The service's settings ask for a device that its machine does not have."""

    slug = "device-missing"


class NewerFormat(ProblemError):
    """The page was stored by a newer release of the service."""

    slug = "newer-format"


def _with_slug(of: type[ProblemError]) -> Iterator[type[ProblemError]]:
    for kind in of.__subclasses__():
        if kind.slug:
            yield kind
        yield from _with_slug(kind)


PROBLEM_ERRORS = {kind.slug: kind for kind in _with_slug(ProblemError)}
"""The exceptions by the ends of their problems' types."""


def error_of(problem: Problem, *, retry_after: float | None = None, job: "JobFields | None" = None) -> ProblemError:
    """The exception of a problem."""
    slug = problem.type.rpartition("/problems/")[2]
    return PROBLEM_ERRORS.get(slug, ProblemError)(problem, retry_after=retry_after, job=job)
