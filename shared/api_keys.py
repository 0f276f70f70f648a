"""API keys: how one is made, and the hash by which the settings know it. ``python -m shared.api_keys`` makes one."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

KEY_BYTES = 32
"""Random bytes of a key that is made here."""
HASH_OF_NOTHING = hashlib.sha256(b"").hexdigest()
_HASH = re.compile(r"[0-9a-f]{64}")


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(KEY_BYTES)


def hash_of(key: bytes) -> str:
    """SHA-256 of a key in hex. A fast hash will do: keys are random, unlike passwords."""
    return hashlib.sha256(key).hexdigest()


def accepted_hash(key: str, hashes: Iterable[str]) -> str | None:
    """The hash of a key that was sent, where it is among those accepted; ``key`` is its bytes decoded as Latin-1."""
    digest = hash_of(key.encode("latin-1"))
    # Every hash is compared, each in constant time.
    return digest if any([hmac.compare_digest(digest, one) for one in hashes]) else None  # noqa: C419


def check_hash(value: str) -> str:
    """A key's hash in lower case. Raises ValueError for what is the hash of no key."""
    lowered = value.lower()
    if not _HASH.fullmatch(lowered):
        raise ValueError("give the SHA-256 of each key in hex, not the key itself; 'docinsight key' makes both")
    if lowered == HASH_OF_NOTHING:
        raise ValueError("one of the hashes is that of an empty key; 'docinsight key' makes a key and its hash")
    return lowered


def main() -> None:
    """Print a new key and its hash."""
    key = new_key()
    print(f"key:  {key}\nhash: {hash_of(key.encode())}")


if __name__ == "__main__":
    main()
