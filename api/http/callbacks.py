"""Callback URLs: where a client has ended jobs POSTed to."""

from urllib.parse import urlsplit

from shared.errors import NotAcceptable
from shared.models.problem import FieldError
from shared.settings import Settings

MAX_LENGTH = 2000
PATTERN = r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(:[1-9][0-9]{0,3})?(/[!-~]*)?$"
"""What is sure to be accepted, as far as a pattern can say it; `validate` decides."""


def validate(url: str) -> str:
    """The URL as it is. Raises ValueError.

    Whether its address may be called is decided when it is called: names can change what they resolve to.
    """
    try:
        parts = urlsplit(url)
        absolute = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        absolute = False
    if not absolute or len(url) > MAX_LENGTH or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(f"Give an absolute http or https URL of at most {MAX_LENGTH} ASCII characters.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("Give a URL without a user name or a password.")
    return url


def check_configured(url: str | None, settings: Settings) -> None:
    """Raises NotAcceptable for a callback URL where webhooks are not configured."""
    if url is not None and settings.webhook_secret is None:
        message = "Webhooks are not configured on this service; poll the job or follow its events."
        raise NotAcceptable(errors=[FieldError(field="callback_url", message=message)])
