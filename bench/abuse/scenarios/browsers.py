"""What web pages of others have a browser send to a service on its own machine."""

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import Target
from bench.abuse.wire import exchange

HOSTS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.0.2.1:8000",
    "[2001:db8::1]",
    "api.evil.example",
)
PATHS = ("/", "/limits", "/jobs?session_id=s", "/sessions/s", "/openapi.json")
ORIGINS = ("https://evil.example", "http://localhost:1", "null", "file://")
CHANGES = (("POST", "/upload"), ("POST", "/ask"), ("DELETE", "/sessions/s"), ("POST", f"/jobs/{'0' * 24}/cancel"))
MALFORMED = (
    b"",
    b"Host: localhost\r\nHost: evil.example\r\n",
    b"Host: localhost, evil.example\r\n",
    b"Host: a@localhost\r\n",
)


@scenario("names of others that resolve to this machine (DNS rebinding); two hosts, and none")
async def foreign_hosts(target: Target) -> str:
    """A service without keys answers to its own names alone."""
    async with target.http() as http:
        for host in HOSTS:
            for path in PATHS:
                status = (await http.get(path, headers={"Host": host})).status_code
                hold(status == 421, f"{path} of {host} responds with {status}")
            status = (await http.get("/health", headers={"Host": host})).status_code
            hold(status == 200, f"a probe of {host} gets {status}")
    for hosts in MALFORMED:
        reply = await exchange(target.port, b"GET /limits HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
        hold(reply.status == 400, f"{hosts!r} gets {reply.status}")
    return f"{len(HOSTS) * len(PATHS)} requests, all 421; {len(MALFORMED)} malformed, all 400"


@scenario("forms and scripts of other origins that upload, ask, cancel and delete")
async def foreign_origins(target: Target) -> str:
    """Nothing is changed by a page of another origin."""
    async with target.http() as http:
        for origin in ORIGINS:
            for method, path in CHANGES:
                status = (await http.request(method, path, headers={"Origin": origin})).status_code
                hold(status == 403, f"{method} {path} of {origin} gets {status}")
        own = {"Origin": target.base, "X-Session-ID": "own"}
        uploaded = await http.post("/upload", files={"files": ("a.txt", b"text")}, headers=own)
        hold(uploaded.status_code == 202, f"the service's own page gets {uploaded.status_code}")
    return f"{len(ORIGINS) * len(CHANGES)} requests, all 403"
