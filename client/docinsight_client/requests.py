"""Every call of the HTTP contract as a value: what is to be sent, and how it may be treated."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypedDict
from urllib.parse import quote

from docinsight_client.files import OnSent, Source
from docinsight_client.models.document import OcrMode

MAX_WAIT_SECONDS = 30
"""The longest that the service is asked to hold a response for a job's end: less than proxies usually wait for one."""

ImageFormat = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True, slots=True)
class Call:
    """A request. ``repeatable`` is one that may be sent twice; ``keyed`` is so by an idempotency key.

    ``accept`` are statuses that are no errors here beside those of success. ``wait`` is the time in seconds for which
    the service may hold the response. ``files`` are sent as a form with ``fields``, or alone as the body when ``raw``.
    """

    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Source] = ()
    raw: bool = False
    on_sent: OnSent | None = None
    repeatable: bool = True
    keyed: bool = False
    accept: frozenset[int] = frozenset()
    wait: float = 0


class UploadOptions(TypedDict, total=False):
    """How files are uploaded, and read.

    ``session`` is another than the client's own. ``ocr`` recognizes pages where needed (auto), always (force) or never
    (off), expecting ``languages`` (``"en,de"`` or a list). ``password`` opens encrypted PDFs. ``pages`` are the only
    ones to be read (``"1-5,9"``). The ended jobs are POSTed to ``callback_url``. ``on_sent`` is called with the bytes
    of the request's files that were sent, and their total.
    """

    session: str | None
    ocr: OcrMode
    languages: str | Sequence[str] | None
    password: str | None
    pages: str | None
    callback_url: str | None
    on_sent: OnSent | None


class QueryOptions(TypedDict, total=False):
    """What a question or a search is about.

    ``session`` is another than the client's own, and ``document_ids`` are the only ones of its documents to be
    searched. ``top_k`` is the greatest number of results. The ended job is POSTed to ``callback_url``.
    """

    session: str | None
    document_ids: Sequence[str] | None
    top_k: int
    callback_url: str | None


def upload(files: Sequence[Source], session: str | None, options: UploadOptions) -> Call:
    """Upload files into a session, a new one when None."""
    fields = _given({name: options.get(name) for name in ("ocr", "languages", "password", "pages", "callback_url")})
    if not isinstance(fields.get("languages", ""), str):
        fields["languages"] = ",".join(fields["languages"])
    headers = {"X-Session-ID": session} if session else {}
    return _keyed(Call("POST", "/upload", headers=headers, fields=fields, files=files, on_sent=options.get("on_sent")))


def ask(question: str, session: str, options: QueryOptions, wait: int) -> Call:
    """Ask a question; the service may hold the response for ``wait`` seconds."""
    return _query("/ask", {"question": question, "session_id": session}, options, wait)


def search(query: str, session: str, options: QueryOptions, wait: int) -> Call:
    """Search for passages; the service may hold the response for ``wait`` seconds."""
    return _query("/search", {"query": query, "session_id": session}, options, wait)


def job(job_id: str, wait: int = 0) -> Call:
    """A job, at once or when it has ended or ``wait`` seconds are over."""
    return Call("GET", f"/jobs/{_quoted(job_id)}", params={"wait": wait} if wait else {}, wait=wait)


def events(job_id: str, last: str) -> Call:
    """A job's changes as server-sent events, after the last one seen."""
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"} | ({"Last-Event-ID": last} if last else {})
    return Call("GET", f"/jobs/{_quoted(job_id)}/events", headers=headers)


def jobs(session: str, limit: int, cursor: str | None) -> Call:
    """A page of a session's jobs."""
    return Call("GET", "/jobs", params=_given({"session_id": session, "limit": limit, "cursor": cursor}))


def cancel(job_id: str) -> Call:
    """Cancel a job."""
    return Call("POST", f"/jobs/{_quoted(job_id)}/cancel")


def document(document_id: str) -> Call:
    """A document."""
    return Call("GET", _document(document_id))


def delete_document(document_id: str) -> Call:
    """Delete a document."""
    return Call("DELETE", _document(document_id))


def file(document_id: str) -> Call:
    """A document's own bytes."""
    return Call("GET", f"{_document(document_id)}/file")


def text(document_id: str) -> Call:
    """A document's text."""
    return Call("GET", f"{_document(document_id)}/text")


def markdown(document_id: str, pages: str | None = None) -> Call:
    """A document, or some of its pages, as Markdown."""
    return Call("GET", f"{_document(document_id)}/markdown", params=_given({"pages": pages}))


def searchable_pdf(document_id: str) -> Call:
    """A document as a searchable PDF; 202 until it is made."""
    return Call("GET", f"{_document(document_id)}/pdf")


def tables(document_id: str) -> Call:
    """A document's tables."""
    return Call("GET", f"{_document(document_id)}/tables")


def table(document_id: str, number: int, media_type: str) -> Call:
    """One table as application/json or text/csv."""
    return Call("GET", f"{_document(document_id)}/tables/{number}", headers={"Accept": media_type})


def page(document_id: str, number: int) -> Call:
    """A page's text, words and blocks."""
    return Call("GET", f"{_document(document_id)}/pages/{number}")


def image(document_id: str, number: int, width: int, image_format: ImageFormat) -> Call:
    """An image of a page."""
    return Call(
        "GET", f"{_document(document_id)}/pages/{number}/image", params={"width": width, "format": image_format}
    )


def session(session_id: str, limit: int | None, cursor: str | None) -> Call:
    """A page of a session's documents."""
    return Call("GET", f"/sessions/{_quoted(session_id)}", params=_given({"limit": limit, "cursor": cursor}))


def keep_session(session_id: str, seconds: int) -> Call:
    """Keep a session for so long after its last use."""
    return Call("PATCH", f"/sessions/{_quoted(session_id)}", json={"ttl": seconds})


def delete_session(session_id: str) -> Call:
    """Delete a session."""
    return Call("DELETE", f"/sessions/{_quoted(session_id)}")


def webhooks() -> Call:
    """Webhooks that were not delivered."""
    return Call("GET", "/webhooks")


def webhook_secret() -> Call:
    """What the signatures of webhooks are verified with."""
    return Call("GET", "/webhooks/secret")


def health() -> Call:
    """The state of the service."""
    return Call("GET", "/health", accept=frozenset({503}))


def live() -> Call:
    """Whether the gateway runs."""
    return Call("GET", "/health/live")


def limits() -> Call:
    """The limits of the service."""
    return Call("GET", "/limits")


def metrics() -> Call:
    """Metrics for Prometheus."""
    return Call("GET", "/metrics")


def process(content: Source, wait: float) -> Call:
    """The text of a file's pages in one call, which waits for the reading."""
    headers = {
        "X-Filename": quote(content.name),
        "Content-Type": "application/octet-stream",
        "Content-Length": str(content.size),
    }
    # Sent again after a proxy's time was over, it would only be read once more.
    return Call("PUT", "/process", headers=headers, files=[content], raw=True, wait=wait, repeatable=False)


# ----


def _query(path: str, body: dict[str, Any], options: QueryOptions, wait: int) -> Call:
    body |= _given({name: options.get(name) for name in ("document_ids", "top_k", "callback_url")})
    return _keyed(Call("POST", path, headers={"Prefer": f"wait={wait}"} if wait else {}, json=body, wait=wait))


def _keyed(call: Call) -> Call:
    """One key for all attempts: a request whose response got lost has not been done twice."""
    return replace(call, headers={**call.headers, "Idempotency-Key": secrets.token_urlsafe(16)}, keyed=True)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _document(document_id: str) -> str:
    return f"/documents/{_quoted(document_id)}"
