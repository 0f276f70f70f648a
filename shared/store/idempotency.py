"""Requests that are sent again under the same key, and take effect once."""

import hashlib
import json
import secrets
from dataclasses import dataclass

from shared.store.keys import Key
from shared.store.operation import Operation, Script

CLAIM_TTL_SECONDS = 20
"""Seconds after which a claim expires unless it is renewed: a gateway that dies blocks its key for no longer."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out a request. ``fingerprint`` identifies its payload."""

    key: str
    token: str
    fingerprint: str = ""

    def arguments(self) -> dict[str, str]:
        """As scripts take it."""
        return {"key": self.key, "token": self.token, "fingerprint": self.fingerprint}


@dataclass(frozen=True, slots=True)
class Done:
    """What the first request under a key came to."""

    fingerprint: str
    session: str
    jobs: tuple[str, ...]


def new_claim(space: str, key: str) -> Claim:
    """A claim to be made for the key that a client sent."""
    return Claim(Key.REQUEST.of(space, hashlib.sha256(key.encode()).hexdigest()[:32]), secrets.token_hex(8))


def claim(claimed: Claim) -> Operation[Done | bool]:
    """Make a claim: True when it is made, False while another request has it, or the result of the first."""
    arguments = {"key": claimed.key, "token": claimed.token, "ttl": CLAIM_TTL_SECONDS}
    outcome, *rest = yield Script("claim_request", arguments)
    if outcome == b"done":
        fingerprint, session, jobs = (cell.decode() for cell in rest)
        return Done(fingerprint, session, tuple(json.loads(jobs)))
    return bool(outcome == b"claimed")


def renew(claimed: Claim) -> Operation[None]:
    """Keep a claim while its request is under way."""
    yield Script("release_claim", {"key": claimed.key, "token": claimed.token, "ttl": CLAIM_TTL_SECONDS})


def release(claimed: Claim) -> Operation[None]:
    """Give a claim up, if its request came to nothing."""
    yield Script("release_claim", {"key": claimed.key, "token": claimed.token, "ttl": 0})
