"""Where Redis is, as one URL says it: judged once, and read alike by both libraries that connect to it."""

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

_VERIFICATION = {"required": ssl.CERT_REQUIRED, "none": ssl.CERT_NONE}
_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_FLAGS = {"true": True, "false": False}
_TLS_PARAMETERS = ("ssl_cert_reqs", "ssl_check_hostname", *_FILES)
_ENCODING = "characters such as / ? # @ % and : in a password are written as %2F, %3F, %23, %40, %25 and %3A"


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """A URL that can be used.

    ``url`` is for redis-py, ``broker`` for Kombu, which takes ``tls`` beside it: None without TLS.
    """

    url: str
    broker: str
    tls: dict[str, Any] | None


def parse(url: str) -> RedisUrl:
    """Read a URL. Raises ValueError, whose message is a sentence that quotes nothing of it."""
    parts = _split(url)
    if parts.scheme not in ("redis", "rediss"):
        raise ValueError("give redis://HOST:PORT/NUMBER, or rediss:// for a connection under TLS")
    if parts.fragment:
        raise ValueError(f"it has a fragment (#); {_ENCODING}")
    if not parts.hostname:
        raise ValueError(f"it names no host; {_ENCODING}")
    database = parts.path.removeprefix("/")
    if database and not (database.isascii() and database.isdecimal()):
        raise ValueError(f"its path is not the number of a database; {_ENCODING}")
    tls = _tls(parts)
    return RedisUrl(url, parts._replace(query="").geturl(), tls)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(f"its port is not a number up to 65535, or its host is not one; {_ENCODING}") from None
    return parts


def _tls(parts: SplitResult) -> dict[str, Any] | None:
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not set(given) <= set(_TLS_PARAMETERS) or (given and parts.scheme == "redis"):
        raise ValueError(f"of parameters it may have {', '.join(_TLS_PARAMETERS)}, with rediss:// alone")
    if parts.scheme == "redis":
        return None
    verification, names = given.get("ssl_cert_reqs", "required"), given.get("ssl_check_hostname", "true").lower()
    if verification not in _VERIFICATION or names not in _FLAGS:
        raise ValueError("ssl_cert_reqs is 'required' or 'none', and ssl_check_hostname 'true' or 'false'")
    return {
        "ssl_cert_reqs": _VERIFICATION[verification],
        # Names are compared where certificates are verified alone.
        "ssl_check_hostname": _FLAGS[names] and verification == "required",
        **{name: given[name] for name in _FILES if name in given},
    }
