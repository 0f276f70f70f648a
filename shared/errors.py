"""One exception per cause, each mapped once to its problem type.

Raise the exception where the cause is found; `problem` turns it into what a client sees. The ``detail`` is
one plain sentence that says what to do. It never contains text of a document, a path, or an echo of input.
"""

from typing import ClassVar

from shared.models.problem import FieldError, FileError, Problem


class DocInsightError(Exception):
    """An error that users see. ``slug`` names the problem type, ``status`` its HTTP status."""

    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    status: ClassVar[int] = 500
    default_detail: ClassVar[str] = "Something went wrong on the server; try again, and report it if it stays."

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None) -> None:
        self.detail = detail or self.default_detail
        self.retry_after = retry_after
        super().__init__(self.detail)

    @property
    def type(self) -> str:
        """The stable relative URI of the cause."""
        return f"/problems/{self.slug}"

    def problem(self) -> Problem:
        """What a client sees."""
        return Problem(type=self.type, title=self.title, status=self.status, detail=self.detail)


# ---- requests


class MalformedRequest(DocInsightError):
    slug, title, status = "malformed-request", "Malformed request", 400
    default_detail = "The request could not be parsed; check its body and headers."


class Unauthorized(DocInsightError):
    slug, title, status = "unauthorized", "Unauthorized", 401
    default_detail = "Send a valid API key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'."


class ForeignOrigin(DocInsightError):
    slug, title, status = "foreign-origin", "Foreign origin", 403
    default_detail = (
        "A web page of another origin sent this, and no API keys are configured; allow it by DOCINSIGHT_CORS_ORIGINS."
    )


class MisdirectedRequest(DocInsightError):
    slug, title, status = "misdirected-request", "Misdirected request", 421
    default_detail = (
        "This service does not answer to that host name while it has no API keys; add the name to DOCINSIGHT_HOSTS."
    )


class NotFound(DocInsightError):
    slug, title, status = "not-found", "Not found", 404
    default_detail = "There is nothing here, or it has expired."


class MethodNotAllowed(DocInsightError):
    slug, title, status = "method-not-allowed", "Method not allowed", 405
    default_detail = "This address does not take that method."


class Conflict(DocInsightError):
    slug, title, status = "conflict", "Conflict", 409
    default_detail = "The request contradicts the present state; wait and try again."


class TooLarge(DocInsightError):
    slug, title, status = "too-large", "Too large", 413
    default_detail = "The request is over its size limit; see /limits."


class UnsupportedMediaType(DocInsightError):
    slug, title, status = "unsupported-media-type", "Unsupported media type", 415
    default_detail = "The content is of no supported type; see /limits for the types."

    def __init__(self, detail: str | None = None, *, what: str | None = None) -> None:
        """``what`` the content is, in a few words, where that is known."""
        super().__init__(detail)
        self.what = what


class RangeNotSatisfiable(DocInsightError):
    slug, title, status = "range-not-satisfiable", "Range not satisfiable", 416
    default_detail = "The content does not have the bytes that 'Range' asks for; 'Content-Range' says how many it has."


class NotAcceptable(DocInsightError):
    """Well-formed but not acceptable; ``errors`` and ``files`` say what and why."""

    slug, title, status = "not-acceptable", "Not acceptable", 422
    default_detail = "The request is well-formed but not acceptable; see its errors."

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[FieldError] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.errors = errors

    def problem(self) -> Problem:
        """What a client sees, with each field's error."""
        return super().problem().model_copy(update={"errors": self.errors})


class EmptyFile(NotAcceptable):
    slug, title = "empty-file", "Empty file"
    default_detail = "The file is empty; send one with content."


class RejectedUpload(DocInsightError):
    """At least one file of an upload is not acceptable, and so none was kept.

    Its type and status are those of the first cause.
    """

    def __init__(self, rejected: list[tuple[str, DocInsightError]]) -> None:
        first = rejected[0][1]
        super().__init__(f"{len(rejected)} file(s) were rejected and nothing was kept. {first.detail}")
        self.cause = first
        self.files = [FileError(filename=name, type=e.type, detail=e.detail) for name, e in rejected]

    def problem(self) -> Problem:
        """The first cause's problem, with what is wrong with each file."""
        cause = self.cause.problem()
        return cause.model_copy(update={"detail": self.detail, "files": self.files})


class HeadersTooLarge(DocInsightError):
    slug, title, status = "headers-too-large", "Headers too large", 431
    default_detail = "The headers are over their limit of 100 fields and 64 KiB; send fewer."


class RateLimited(DocInsightError):
    slug, title, status = "rate-limited", "Too many requests", 429
    default_detail = "A rate or queue limit is reached; wait as long as Retry-After says."


class Unavailable(DocInsightError):
    slug, title, status = "unavailable", "Service unavailable", 503
    default_detail = "The service cannot take this now; try again shortly."

    def __init__(self, detail: str | None = None, *, retry_after: int = 5) -> None:
        super().__init__(detail, retry_after=retry_after)


class StoreFull(Unavailable):
    slug, title = "store-full", "Store full"
    default_detail = "The store is too full for more uploads; try again later or delete what is no longer needed."


class NotReadInTime(DocInsightError):
    slug, title, status = "not-read-in-time", "Not read in time", 504
    default_detail = (
        "The document was not read in the time that the service waits, and was deleted; send it by POST /upload, which "
        "does not wait."
    )


# ---- documents


class DocumentError(DocInsightError):
    """A document, or a page of one, that cannot be read."""

    status: ClassVar[int] = 422


class Corrupt(DocumentError):
    slug, title = "corrupt", "Corrupt document"
    default_detail = "The file is damaged and could not be opened; save it again from its source."


class Encrypted(DocumentError):
    slug, title = "encrypted", "Encrypted document"
    default_detail = "The document is encrypted; upload it again with its password."


class WrongPassword(DocumentError):
    slug, title = "wrong-password", "Wrong password"
    default_detail = "The password does not open the document; upload it again with the right one."


class NoPages(DocumentError):
    slug, title = "no-pages", "No pages"
    default_detail = "The document has no pages."


class TooManyPages(DocumentError):
    slug, title = "too-many-pages", "Too many pages"
    default_detail = "The document has more pages than the limit; split it, and see /limits."


class NoSuchPages(DocumentError):
    slug, title = "no-such-pages", "No such pages"
    default_detail = "The document has fewer pages than were chosen; upload it again with pages that it has."


class TooLargePage(DocumentError):
    slug, title = "too-large-page", "Page too large"
    default_detail = "The page is larger than the limit; see /limits."


class TooManyWords(DocumentError):
    slug, title = "too-many-words", "Too many words"
    default_detail = "The page has more words than the limit; see /limits."


class PageTimeout(DocumentError):
    slug, title = "page-timeout", "Page took too long"
    default_detail = "The page took longer to parse than the limit."


class OutOfMemory(DocumentError):
    slug, title = "out-of-memory", "Out of memory"
    default_detail = "The page needs more memory than the limit."


class GaveUp(DocumentError):
    slug, title = "gave-up", "Gave up"
    default_detail = "The task ended its worker process several times and was given up."


class PdfTooLarge(DocumentError):
    slug, title = "pdf-too-large", "PDF too large"
    default_detail = "The searchable PDF would be larger than those that are kept; take the file and its text instead."


class UnsupportedLanguage(DocumentError):
    slug, title = "unsupported-language", "Unsupported language"
    default_detail = "The OCR engine does not recognize a language that was asked for; see /health for those it does."


class OcrFailed(DocumentError):
    slug, title = "ocr-failed", "OCR failed"
    default_detail = "The page's text could not be recognized."


# ---- questions


class NoReadableDocument(DocInsightError):
    slug, title, status = "no-readable-document", "No readable document", 422
    default_detail = "None of the documents asked about could be parsed; their jobs say why."


class DocumentGone(DocInsightError):
    slug, title, status = "document-gone", "Document gone", 404
    default_detail = "A document with an answer was deleted while the question was answered; ask again."


# ---- the installation


class ModelMissing(DocInsightError):
    slug, title, status = "model-missing", "Model missing", 500
    default_detail = "A model that the settings name is not installed; run 'docinsight doctor'."


class DeviceMissing(DocInsightError):
    slug, title, status = "device-missing", "Device missing", 500
    default_detail = "The settings ask for a device that this machine does not have; run 'docinsight doctor'."


class NewerFormat(DocInsightError):
    slug, title, status = "newer-format", "Written by a newer release", 500
    default_detail = "The page was stored by a newer release of the service; upgrade all of its processes."
