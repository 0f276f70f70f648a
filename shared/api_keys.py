"""API keys: how one is made, and the hash by which the settings know it. ``python -m shared.api_keys`` makes one."""

import hashlib
import re
import secrets

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
