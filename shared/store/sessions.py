"""Sessions: what belongs together and expires together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.store.keys import Key
from shared.store.ledger import revoked
from shared.store.operation import Operation, Script


def renew(space: str, session: str, ttl: int) -> Operation[None]:
    """A session was used: it and all in it live on, for ``ttl`` seconds unless it was given its own."""
    yield Script("renew_session", {"space": space, "session": session, "ttl": ttl})


def keep(space: str, session: str, ttl: int) -> Operation[bool]:
    """Give a session a time to live after its last use. False if there is none."""
    arguments = {"space": space, "session": session, "ttl": ttl, "keep": ttl}
    return bool((yield Script("renew_session", arguments)))


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session, and a page of its documents' ids, oldest first. ``following`` is where the next page begins."""

    expires_at: datetime
    document_count: int
    documents: list[str]
    following: str | None


def load(space: str, session: str, *, limit: int, after: str | None = None) -> Operation[SessionPage | None]:
    """A session and some of its documents, from the ``following`` of a page before; None when it is not there."""
    key, documents = Key.SESSION.of(space, session), Key.SESSION_DOCUMENTS.of(space, session)
    oldest = f"({after}" if after else "-inf"
    ttl, count, rows = yield [
        ("PTTL", key),
        ("ZCARD", documents),
        ("ZRANGE", documents, oldest, "+inf", "BYSCORE", "LIMIT", 0, limit + 1, "WITHSCORES"),
    ]
    if ttl < 0:
        return None
    expires = datetime.now(UTC) + timedelta(milliseconds=ttl)
    pairs = [(member.decode(), float(score)) for member, score in rows]
    following = repr(pairs[limit - 1][1]) if len(pairs) > limit else None
    return SessionPage(expires.replace(microsecond=0), int(count), [one for one, _ in pairs[:limit]], following)


def exists(space: str, session: str) -> Operation[bool]:
    """Whether this space has such a session."""
    return bool((yield ("EXISTS", Key.SESSION.of(space, session))))


def delete(space: str, session: str) -> Operation[bool]:
    """Delete a session with its documents and jobs, and stop their tasks. False if there was none."""
    arguments = {"space": space, "session": session, "documents": []}
    found, running = yield Script("delete_documents", arguments)
    yield from revoked(running)
    return bool(found)
