"""What the generated requests need to know of the contract that its schema cannot say."""

import uuid
from typing import Any

import schemathesis


@schemathesis.hook
def before_call(_context: Any, case: Any, _arguments: Any) -> None:
    """A key is for one payload: generated ones repeat, and a second payload under a key is rightly refused."""
    headers = case.headers or {}
    key = headers.get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) <= 255:
        headers["Idempotency-Key"] = key[:200] + uuid.uuid4().hex
