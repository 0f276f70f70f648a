"""The secrets by which receivers know webhooks: one for each API key, made of the service's own.

With one secret for all, anyone with a key could have signed content sent to the receiver of another.
"""

import base64
import hashlib
import hmac

OPEN_SPACE = "public"
"""The space of all requests, where no API keys are configured."""
PREFIX = "whsec_"


def secret_of(space: str, service_secret: str) -> str:
    """The secret that signs a space's webhooks, as Standard Webhooks writes it; without keys, the service's own."""
    if space == OPEN_SPACE:
        return service_secret
    key = base64.b64decode(service_secret.removeprefix(PREFIX) + "==")
    derived = hmac.digest(key, f"webhooks of {space}".encode(), hashlib.sha256)
    return PREFIX + base64.b64encode(derived).decode()
