"""Where Redis is, as one URL says it: judged once, and read alike by both libraries that connect to it."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SENTINEL_PORT = 26379
_PORT = 6379
_SENTINEL = "+sentinel"
_VERIFICATION = {"required": ssl.CERT_REQUIRED, "none": ssl.CERT_NONE}
TLS_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_FLAGS = {"true": True, "false": False}
_TLS_PARAMETERS = ("ssl_cert_reqs", "ssl_check_hostname", *TLS_FILES)
_SENTINEL_PARAMETERS = ("master", "sentinel_username", "sentinel_password")
_ENCODING = "characters such as / ? # @ % and : in a password are written as %2F, %3F, %23, %40, %25 and %3A"


@dataclass(frozen=True, slots=True)
class Sentinels:
    """Who knows which server is the primary now.

    ``addresses`` are hosts and ports, ``master`` is the name under which they watch it, and ``login`` may have the
    ``username`` and ``password`` of the Sentinels themselves.
    """

    addresses: tuple[tuple[str, int], ...]
    master: str
    login: dict[str, str]


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """A URL that can be used.

    ``login`` may have the ``username`` and ``password`` of Redis. ``broker`` is for Kombu, which takes ``tls`` beside
    it: None without TLS. ``sentinels`` is None where the URL names the server itself.
    """

    url: str
    host: str
    port: int
    database: int
    login: dict[str, str]
    broker: str
    tls: dict[str, Any] | None
    sentinels: Sentinels | None


def parse(url: str) -> RedisUrl:
    """Read a URL. Raises ValueError, whose message is a sentence that quotes nothing of it."""
    parts = _split(url)
    scheme, watched = parts.scheme.removesuffix(_SENTINEL), parts.scheme.endswith(_SENTINEL)
    if scheme not in ("redis", "rediss"):
        raise ValueError(
            "give redis://HOST:PORT/NUMBER, or rediss:// for a connection under TLS, or redis+sentinel:// or "
            "rediss+sentinel:// with the Sentinels that know the server"
        )
    if parts.fragment:
        raise ValueError(f"it has a fragment (#); {_ENCODING}")
    user, _, hosts = parts.netloc.rpartition("@")
    addresses = [_address(one, SENTINEL_PORT if watched else _PORT) for one in hosts.split(",")]
    if len(addresses) > 1 and not watched:
        raise ValueError("it names several hosts, which redis+sentinel:// and rediss+sentinel:// do alone")
    path = parts.path.removeprefix("/")
    if path and not (path.isascii() and path.isdecimal()):
        raise ValueError(f"its path is not the number of a database; {_ENCODING}")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    _check_names(given, tls=scheme == "rediss", watched=watched)
    host, port = addresses[0]
    return RedisUrl(
        url=url,
        host=host,
        port=port,
        database=int(path or 0),
        login=_login(user),
        broker=_broker(parts, user, addresses) if watched else parts._replace(query="").geturl(),
        tls=_tls(given) if scheme == "rediss" else None,
        sentinels=_sentinels(given, addresses) if watched else None,
    )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise ValueError(f"its host is not one; {_ENCODING}") from None


def _address(host_and_port: str, usual_port: int) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{host_and_port}")
        host, port = parts.hostname, usual_port if parts.port is None else parts.port
    except ValueError:
        raise ValueError(f"its port is not a number up to 65535, or its host is not one; {_ENCODING}") from None
    if not host:
        raise ValueError(f"it names no host; {_ENCODING}")
    return host, port


def _login(user: str) -> dict[str, str]:
    name, _, password = user.partition(":")
    return {key: unquote(value) for key, value in (("username", name), ("password", password)) if value}


def _check_names(given: dict[str, str], *, tls: bool, watched: bool) -> None:
    known = {*(_TLS_PARAMETERS if tls else ()), *(_SENTINEL_PARAMETERS if watched else ())}
    if not set(given) <= known:
        raise ValueError(
            f"of parameters it may have {', '.join(_TLS_PARAMETERS)}, with rediss alone, and "
            f"{', '.join(_SENTINEL_PARAMETERS)}, with +sentinel alone"
        )


def _tls(given: dict[str, str]) -> dict[str, Any]:
    verification, names = given.get("ssl_cert_reqs", "required"), given.get("ssl_check_hostname", "true").lower()
    if verification not in _VERIFICATION or names not in _FLAGS:
        raise ValueError("ssl_cert_reqs is 'required' or 'none', and ssl_check_hostname 'true' or 'false'")
    return {
        "ssl_cert_reqs": _VERIFICATION[verification],
        # Names are compared where certificates are verified alone.
        "ssl_check_hostname": _FLAGS[names] and verification == "required",
        **{name: given[name] for name in TLS_FILES if name in given},
    }


def _sentinels(given: dict[str, str], addresses: Sequence[tuple[str, int]]) -> Sentinels:
    if not given.get("master"):
        raise ValueError("with +sentinel it has the parameter master, the name under which Sentinels watch the server")
    login = {name.removeprefix("sentinel_"): given[name] for name in _SENTINEL_PARAMETERS[1:] if name in given}
    return Sentinels(tuple(addresses), given["master"], login)


def _broker(parts: SplitResult, user: str, addresses: Sequence[tuple[str, int]]) -> str:
    """Kombu's form: one URL for each Sentinel, each with the user and the password of Redis."""
    before = f"{user}@" if user else ""
    hosts = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in addresses)
    return ";".join(f"sentinel://{before}{host}{parts.path}" for host in hosts)
