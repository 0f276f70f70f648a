"""Whether a store that answers can be used, asked once at a start."""

import logging
import ssl
import time
from pathlib import Path

import redis
from redis import exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.redis_clients import client, sentinel_options
from shared.redis_url import TLS_FILES, parse

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0
MAX_CLOCK_DIFFERENCE_SECONDS = 30.0
"""Times of jobs and signatures of webhooks come from the one clock, leases and expiry from the other."""


def fault_of(url: str) -> str | None:
    """One sentence on why the store cannot be used, without any part of its URL.

    None where it can, or where it does not answer. ``url`` is one that `shared.redis_url` has judged.
    """
    if (fault := _fault_of_files(url)) is not None:
        return fault
    timeouts = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    try:
        with client(url, retry=Retry(NoBackoff(), 0), **timeouts) as server:
            cluster = server.info("cluster")
            seconds = server.time()[0] - time.time()
    except exceptions.AuthenticationError:
        return "Redis refuses the user or the password of DOCINSIGHT_REDIS_URL."
    except exceptions.NoPermissionError:
        return "The user of DOCINSIGHT_REDIS_URL may not use the commands that the service needs."
    except exceptions.ResponseError as error:
        return _fault_of_response(str(error))
    except (exceptions.ConnectionError, OSError) as error:
        return _fault_of_sentinels(url) or _fault_of_connection(error)
    except exceptions.RedisError:
        return None
    if cluster.get("cluster_enabled"):
        return "Redis runs as a cluster, which the service cannot use; DOCINSIGHT_REDIS_URL must name a single server."
    if abs(seconds) > MAX_CLOCK_DIFFERENCE_SECONDS:
        log.warning("the clocks of this machine and of Redis differ by %.0f s; set them", abs(seconds))
    return None


def _fault_of_files(url: str) -> str | None:
    for name, value in (parse(url).tls or {}).items():
        if name in TLS_FILES:
            try:
                Path(value).read_bytes()
            except OSError:
                return f"The file that DOCINSIGHT_REDIS_URL names by {name} cannot be read."
    return None


def _fault_of_response(answer: str) -> str | None:
    if "DB index" in answer:
        return "Redis has no database of the number in DOCINSIGHT_REDIS_URL."
    return None


def _fault_of_sentinels(url: str) -> str | None:
    parsed = parse(url)
    if parsed.sentinels is None:
        return None
    for host, port in parsed.sentinels.addresses:
        try:
            with redis.Redis(host, port, **sentinel_options(parsed)) as sentinel:
                if sentinel.sentinel_get_master_addr_by_name(parsed.sentinels.master) is None:
                    return "The Sentinels watch no server of the name that DOCINSIGHT_REDIS_URL has as master."
        except exceptions.AuthenticationError:
            return "The Sentinels refuse the sentinel_username or the sentinel_password of DOCINSIGHT_REDIS_URL."
        except (exceptions.RedisError, OSError) as error:
            if (fault := _fault_of_connection(error)) is not None:
                return fault
    return None


def _fault_of_connection(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                "The certificate of Redis cannot be verified; name its authority in DOCINSIGHT_REDIS_URL by "
                "?ssl_ca_certs=FILE, or give up verification by ?ssl_cert_reqs=none."
            )
        if isinstance(error, ssl.SSLError):
            # Which of both it is cannot be told: one that wants a certificate may end the connection without a word.
            return (
                "Redis does not take the connection under TLS; it may want a client's certificate, which "
                "?ssl_certfile=FILE&ssl_keyfile=FILE name, or be at redis:// rather than rediss://."
            )
        # The client library quotes what it wraps, and does not always chain it.
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return _fault_of_connection(ssl.SSLCertVerificationError())
        if "[SSL" in str(error):
            return _fault_of_connection(ssl.SSLError())
        error = error.__cause__ or error.__context__
    return None
