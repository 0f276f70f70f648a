"""Requests that a client sends again under the same ``Idempotency-Key``, not knowing what came of the first."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import anyio

from shared.errors import Conflict, NotAcceptable, NotFound, Unavailable
from shared.models.job import Job
from shared.models.problem import FieldError
from shared.store import idempotency, jobs
from shared.store.driver import AsyncStore
from shared.store.idempotency import Claim, Done

REPLAYED_HEADER = "Idempotency-Replayed"
RENEWAL_INTERVAL_SECONDS = idempotency.CLAIM_TTL_SECONDS / 4
RELEASE_TIMEOUT_SECONDS = 2


def fingerprint(kind: str, *payload: Any) -> str:
    """What identifies a payload: its fields and the hashes of its files, not its raw bytes."""
    return hashlib.sha256(json.dumps([kind, *payload]).encode()).hexdigest()


async def password_digest(password: str | None, key: str) -> str | None:
    """A password as part of a fingerprint: slow to guess, since fingerprints are kept for long."""
    if password is None:
        return None
    secret, salt = password.encode("utf-8", "replace"), hashlib.sha256(key.encode()).digest()
    derive = lambda: hashlib.scrypt(secret, salt=salt, n=1 << 14, r=8, p=1)  # noqa: E731
    return (await anyio.to_thread.run_sync(derive)).hex()


@contextlib.asynccontextmanager
async def request_claim(store: AsyncStore, space: str, key: str | None) -> AsyncIterator[Claim | Done | None]:
    """The right to do a request's work, or what came of the first request under its key; None without a key.

    Raises Conflict while the first is under way. A claim whose work came to nothing is released at the end.
    """
    if key is None:
        yield None
        return
    claim = idempotency.new_claim(space, key)
    outcome = await store.run(idempotency.claim(claim))
    if isinstance(outcome, Done):
        yield outcome
        return
    if not outcome:
        raise Conflict("The first request with this Idempotency-Key is still under way.", retry_after=2)
    renewal = asyncio.create_task(_renew(store, claim))
    try:
        yield claim
    finally:
        renewal.cancel()
        with (
            anyio.CancelScope(shield=True),
            anyio.move_on_after(RELEASE_TIMEOUT_SECONDS),
            contextlib.suppress(Unavailable),
        ):
            await store.run(idempotency.release(claim))


async def first_jobs(store: AsyncStore, space: str, done: Done, sent: str) -> list[Job]:
    """The jobs of the first request, for one with the fingerprint ``sent``.

    Raises NotAcceptable where that is another payload's, NotFound when the jobs are gone.
    """
    if done.fingerprint != sent:
        raise NotAcceptable(
            "This Idempotency-Key was used with another payload; take a new one.",
            errors=[FieldError(field="Idempotency-Key", message="It was used with another payload.")],
        )
    found = await store.run(jobs.load(space, done.jobs))
    if not found:
        raise NotFound("What the first request with this Idempotency-Key made is gone.")
    return found


def with_fingerprint(claim: Claim | Done | None, sent: str) -> Claim | None:
    """A claim as the store settles it together with the work."""
    return replace(claim, fingerprint=sent) if isinstance(claim, Claim) else None


async def _renew(store: AsyncStore, claim: Claim) -> None:
    while True:
        await asyncio.sleep(RENEWAL_INTERVAL_SECONDS)
        with contextlib.suppress(Unavailable):
            await store.run(idempotency.renew(claim))
