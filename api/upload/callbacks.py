"""Where ended jobs may be POSTed to."""

from urllib.parse import urlsplit

from shared.errors import NotAcceptable
from shared.models.problem import FieldError
from shared.settings import Settings

LONGEST = 2000
PATTERN = r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(:[1-9][0-9]{0,3})?(/[!-~]*)?$"
"""What is sure to be taken, as far as a pattern can say it."""


def checked(url: str | None, settings: Settings) -> str | None:
    """A callback URL, or None for none. Raises NotAcceptable.

    Whether its address may be called is decided when it is called: names can change what they stand for.
    """
    if not url:
        return None
    if settings.webhook_secret is None:
        raise _refused("Webhooks are not configured on this service; poll the job or follow its events.")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise _refused("Give an absolute http or https URL of at most 2000 ASCII characters.")
    if parts.username is not None or parts.password is not None:
        raise _refused("Give a URL without a user name or a password.")
    return url


def _refused(message: str) -> NotAcceptable:
    return NotAcceptable(errors=[FieldError(field="callback_url", message=message)])
