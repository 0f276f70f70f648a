"""Sessions: what belongs together and expires together."""

from datetime import UTC, datetime, timedelta

from shared.store.keys import Key
from shared.store.ledger import published, revoked
from shared.store.operation import Operation, Script


def renew(space: str, session: str, ttl: int) -> Operation[None]:
    """A session was used: it and all in it live on, for ``ttl`` seconds unless it was given its own."""
    yield Script("renew_session", {"space": space, "session": session, "ttl": ttl})


def keep(space: str, session: str, ttl: int) -> Operation[bool]:
    """Give a session a time to live after its last use. False if there is none."""
    arguments = {"space": space, "session": session, "ttl": ttl, "keep": ttl}
    return bool((yield Script("renew_session", arguments)))


def load(space: str, session: str) -> Operation[tuple[list[str], datetime] | None]:
    """The ids of a session's documents, oldest first, and when it expires; None when it is not there."""
    key = Key.SESSION.of(space, session)
    ttl, members = yield [("PTTL", key), ("ZRANGE", f"{key}:docs", 0, -1)]
    if ttl < 0:
        return None
    expires = datetime.now(UTC) + timedelta(milliseconds=ttl)
    return [one.decode() for one in members], expires.replace(microsecond=0)


def exists(space: str, session: str) -> Operation[bool]:
    """Whether this space has such a session."""
    return bool((yield ("EXISTS", Key.SESSION.of(space, session))))


def delete(space: str, session: str) -> Operation[bool]:
    """Delete a session with its documents and jobs, and stop their tasks. False if there was none."""
    arguments = {"space": space, "session": session, "documents": []}
    found, records, running = yield Script("delete_documents", arguments)
    yield from published(records)
    yield from revoked(running)
    return bool(found)
