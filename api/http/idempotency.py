"""Requests that a client sends again under the same key, not knowing what came of the first."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import anyio

from api.service import Service
from shared.errors import Conflict, NotAcceptable, NotFound, Unavailable
from shared.models.job import Job
from shared.models.problem import FieldError
from shared.store import idempotency, jobs
from shared.store.idempotency import Claim, Done

REPLAYED = "Idempotency-Replayed"


def fingerprint(kind: str, *payload: Any) -> str:
    """What tells a payload apart from others: its fields and the hashes of its files, not its raw bytes."""
    return hashlib.sha256(json.dumps([kind, *payload]).encode()).hexdigest()


async def password_print(password: str | None, key: str) -> str | None:
    """A password as part of a fingerprint: slow to guess, since fingerprints are kept for long."""
    if password is None:
        return None
    salt = hashlib.sha256(key.encode()).digest()
    work = lambda: hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=1 << 14, r=8, p=1)  # noqa: E731
    return (await anyio.to_thread.run_sync(work)).hex()


@contextlib.asynccontextmanager
async def claimed(service: Service, space: str, key: str | None) -> AsyncIterator[Claim | Done | None]:
    """The right to do a request's work, or what came of the first request under its key; None without a key.

    Raises Conflict while the first is under way. A claim whose work came to nothing is given up at the end.
    """
    if key is None:
        yield None
        return
    claim = idempotency.new_claim(space, key)
    outcome = await service.store.run(idempotency.claim(claim))
    if isinstance(outcome, Done):
        yield outcome
        return
    if not outcome:
        raise Conflict("The first request with this Idempotency-Key is still under way.", retry_after=2)
    renewal = asyncio.create_task(_renew(service, claim))
    try:
        yield claim
    finally:
        renewal.cancel()
        with anyio.CancelScope(shield=True), anyio.move_on_after(2), contextlib.suppress(Unavailable):
            await service.store.run(idempotency.release(claim))


async def replayed(service: Service, space: str, done: Done, print_: str) -> list[Job]:
    """The jobs of the first request. Raises NotAcceptable for another payload, NotFound when they are gone."""
    if done.fingerprint != print_:
        raise NotAcceptable(
            "This Idempotency-Key was used with another payload; take a new one.",
            errors=[FieldError(field="Idempotency-Key", message="It was used with another payload.")],
        )
    found = await service.store.run(jobs.load(space, done.jobs))
    if not found:
        raise NotFound("What the first request with this Idempotency-Key made is gone.")
    return found


def settled(claim: Claim | Done | None, print_: str) -> Claim | None:
    """A claim as the store settles it together with the work."""
    return replace(claim, fingerprint=print_) if isinstance(claim, Claim) else None


async def _renew(service: Service, claim: Claim) -> None:
    while True:
        await asyncio.sleep(idempotency.CLAIM_TTL_SECONDS / 4)
        with contextlib.suppress(Unavailable):
            await service.store.run(idempotency.renew(claim))
