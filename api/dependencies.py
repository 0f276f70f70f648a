"""What routes depend on, under short names."""

import re
from typing import Annotated

from annotated_types import Ge, Le
from fastapi import Depends, Header, Path, Query, Request
from fastapi.security.utils import get_authorization_scheme_param

from api.http.rate_limits import count_request
from api.schemas.requests import DIGITS, SESSION_PATTERN
from api.service import Service
from shared.api_keys import accepted_hash
from shared.errors import Conflict, NotFound, Unauthorized
from shared.models.document import Document
from shared.models.job import ENDED
from shared.store import document_loading, documents
from shared.webhook_secrets import OPEN_SPACE

MAX_WAIT_SECONDS = 60
MAX_LISTED = 200
_ID = re.compile(r"[0-9a-f]{24}")


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _request_id(request: Request) -> str:
    return str(request.state.request_id)


async def _prefix(request: Request) -> str:
    return str(request.state.prefix)


ServiceOf = Annotated[Service, Depends(_service)]
RequestId = Annotated[str, Depends(_request_id)]
Prefix = Annotated[str, Depends(_prefix)]
"""What comes before every path that a response names."""


async def _space(request: Request) -> str:
    """The space of the caller's key. Nothing of one space is seen from another.

    It has no dependencies of its own, since every poll would pay for each; `api.http.openapi` describes the keys.
    """
    service: Service = request.app.state.service
    keys = service.settings.api_keys
    return _accepted(request, keys)[:24] if keys else OPEN_SPACE


Space = Annotated[str, Depends(_space)]


def _accepted(request: Request, keys: tuple[str, ...]) -> str:
    """The hash of the key that was sent. Raises Unauthorized where it is not among those accepted."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("Authorization"))
    sent = bearer if bearer and scheme.lower() == "bearer" else request.headers.get("X-Api-Key")
    digest = accepted_hash(sent, keys) if sent else None
    if digest is None:
        raise Unauthorized
    return digest


async def _metrics_access(request: Request, service: ServiceOf) -> None:
    """Keys for metrics alone, where there are any, else API keys: metrics are of all clients together."""
    if keys := service.settings.metrics_keys or service.settings.api_keys:
        _accepted(request, keys)


MetricsAccess = Depends(_metrics_access)


async def _rate_limit(request: Request, service: ServiceOf, space: Space) -> None:
    await count_request(service.store, service.settings, space, request.state.headers)


RateLimit = Depends(_rate_limit)

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?:$|[,;])", re.IGNORECASE)


async def _preferred_wait(
    prefer: Annotated[
        str | None,
        Header(
            alias="Prefer",
            description="`wait=N` delays the response until the job has ended, at most N seconds (at most 60).",
            examples=["wait=30"],
        ),
    ] = None,
) -> int | None:
    """Seconds the client prefers to wait, None where it says nothing that can be understood (RFC 7240)."""
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), MAX_WAIT_SECONDS) if found else None


PreferredWait = Annotated[int | None, Depends(_preferred_wait)]
SessionHeader = Annotated[
    str | None,
    Header(
        alias="X-Session-ID",
        pattern=SESSION_PATTERN,
        description="The session the documents belong to; a new one without it.",
        examples=["d1"],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="The same key with the same payload gives the same response and does the work once.",
    ),
]
Wait = Annotated[
    int,
    Ge(0),
    Le(MAX_WAIT_SECONDS),
    DIGITS,
    Query(description="Seconds to delay the response until the job has ended.", examples=[30]),
]
SessionId = Annotated[str, Path(pattern=SESSION_PATTERN, description="A session's name.", examples=["d1"])]


Limit = Annotated[int, Ge(1), Le(MAX_LISTED), DIGITS, Query(description="Most entries to list.")]
Cursor = Annotated[
    str | None, Query(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$", description="`next_cursor` of the page before this one.")
]


async def _job_id(_: Space, job_id: Annotated[str, Path(description="A job's id.")]) -> str:
    if not is_id(job_id):
        raise job_not_found()
    return job_id


async def _document_id(_: Space, document_id: Annotated[str, Path(description="A document's id.")]) -> str:
    if not is_id(document_id):
        raise document_not_found()
    return document_id


JobId = Annotated[str, Depends(_job_id)]
DocumentId = Annotated[str, Depends(_document_id)]


async def find_document(document_id: DocumentId, service: ServiceOf, space: Space) -> Document:
    """The document; its session is renewed. Raises NotFound."""
    found = await service.store.run(document_loading.load(space, [document_id]))
    if not found:
        raise document_not_found()
    await service.sessions.renew(space, found[0].session_id)
    return found[0]


FoundDocument = Annotated[Document, Depends(find_document)]


async def check_parsed(service: Service, space: str, document_id: str) -> None:
    """Raises Conflict while a document is being parsed, and when that failed; NotFound when it is gone."""
    status = await service.store.run(documents.status(space, document_id))
    if status is None:
        raise document_not_found()
    if status not in ENDED:
        raise Conflict("The document is still being parsed; wait for its job to end.", retry_after=2)
    if status != "succeeded":
        raise Conflict("The document could not be parsed; its job says why.")


async def _parsed_document(document: FoundDocument, service: ServiceOf, space: Space) -> Document:
    await check_parsed(service, space, document.id)
    return document


ParsedDocument = Annotated[Document, Depends(_parsed_document)]


def is_id(value: str) -> bool:
    """Whether a value has the form of an id. What has not names nothing, and never reaches a key of the store."""
    return _ID.fullmatch(value) is not None


def job_not_found() -> NotFound:
    """The same for a job that never was, has expired, or is of another key."""
    return NotFound("There is no such job, or it has expired.")


def document_not_found() -> NotFound:
    """The same for a document that never was, has expired, or is of another key."""
    return NotFound("There is no such document, or it has expired.")
