"""Getting in without a key."""

import asyncio
import hashlib
import sys

from bench.abuse.scenario import Broken, hold, scenario
from bench.abuse.target import ROOT, Target, environment_of
from bench.abuse.wire import exchange
from shared.net import free_port

START_TIMEOUT_SECONDS = 15

KEY = "a-key-of-the-abuse-scenarios"
KEYS = hashlib.sha256(KEY.encode()).hexdigest()
OF_NOTHING = {
    "the hash of the empty string": hashlib.sha256(b"").hexdigest(),
    "the hash of the empty string beside another": f"{KEYS},{hashlib.sha256(b'').hexdigest().upper()}",
    "nothing": "",
    "a comma": ",",
    "spaces": " , ",
    "a key itself": KEY,
    "half a hash": KEYS[:32],
}
FEW = ("the hash of the empty string", "a comma")
"""Those of the short form: tests/api/test_keys.py has the settings refuse the others."""
CREDENTIALS = (
    "",
    "Authorization:\r\n",
    "Authorization: Bearer\r\n",
    "Authorization: Bearer \r\n",
    "Authorization: Bearer    \r\n",
    f"Authorization: Bearer {KEYS}\r\n",
    f"Authorization: Basic {KEY}\r\n",
    f"Authorization: {KEY}\r\n",
    "X-Api-Key:\r\n",
    "X-Api-Key:  \r\n",
    f"X-Api-Key: {KEYS}\r\n",
    f"Cookie: key={KEY}\r\n",
)
CLOSED = ("/jobs?session_id=s", "/sessions/s", "/documents/" + "0" * 24, "/limits", "/metrics", "/webhooks")


@scenario("reading without a key, with an empty one and with its hash", settings={"api_keys": KEYS})
async def no_credentials(target: Target) -> str:
    """Every route that wants a key gets requests without one."""
    for path in CLOSED:
        for credentials in CREDENTIALS:
            reply = await exchange(
                target.port,
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{credentials}\r\n".encode(),
            )
            hold(reply.status == 401, f"{path} responds with {reply.status} to {credentials!r}")
    async with target.http() as http:
        for headers in ({"Authorization": f"Bearer {KEY}"}, {"X-Api-Key": KEY}):
            status = (await http.get("/limits", headers=headers)).status_code
            hold(status == 200, f"the key itself gets {status}")
    return f"{len(CLOSED) * len(CREDENTIALS)} requests, all 401"


@scenario("starting a gateway with lists that hold no key")
async def key_lists_of_nothing(target: Target) -> str:
    """A gateway that has lists of no keys must not start, rather than be open to all."""
    lists = {name: OF_NOTHING[name] for name in FEW} if target.short else OF_NOTHING
    for name, listed in lists.items():
        environment = environment_of({"redis_url": target.redis_url, "port": str(free_port()), "api_keys": listed})
        gateway = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api"), cwd=ROOT, env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                hold(await gateway.wait() != 0, f"a list of {name} ends well")
        except TimeoutError:
            gateway.kill()
            raise Broken(f"a gateway runs with a list of {name}") from None
    return f"{len(lists)} lists, all refused"
