"""More work, or more memory, than one client may have."""

import asyncio
import contextlib

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import HOST, Target

MAX_UNFINISHED = 10
MAX_UPLOADS = 8
REFUSAL_TIMEOUT_SECONDS = 5
BODY = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
STALLED = (
    b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b"Content-Length: 2000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=files; filename=a.pdf\r\n\r\n"
) + BODY.ljust(1_000_000, b" ")


@scenario(
    "uploads side by side create more jobs than may be under way",
    settings={"max_unfinished": str(MAX_UNFINISHED), "reuse_content": "false"},
)
async def jobs_over_the_limit(target: Target) -> str:
    """The limit holds, in whatever order requests come."""
    files = [("files", (f"{number}.pdf", BODY + bytes([65 + number]))) for number in range(4)]
    async with target.http() as http:
        replies = await asyncio.gather(*(http.post("/upload", files=files) for _ in range(20)))
    statuses = sorted({reply.status_code for reply in replies})
    created = sum(len(reply.json()["jobs"]) for reply in replies if reply.status_code == 202)
    result = f"{created} jobs of at most {MAX_UNFINISHED} were created, with {statuses}"
    hold(0 < created <= MAX_UNFINISHED and set(statuses) <= {202, 429}, result)
    return result


@scenario("uploads that stall after a megabyte", settings={"max_uploads": str(MAX_UPLOADS)})
async def stalled_uploads(target: Target) -> str:
    """Few of them are received; the others are refused, and memory does not grow with their number."""
    before, opened = target.gateway_mib, 40 if target.short else 400
    async with contextlib.AsyncExitStack() as stack:
        waiting = []
        for _ in range(opened):
            reader, writer = await asyncio.open_connection(HOST, target.port)
            stack.callback(writer.close)
            with contextlib.suppress(ConnectionError):
                writer.write(STALLED)
                await writer.drain()
            waiting.append(asyncio.create_task(_is_refused(reader)))
        refused = sum(await asyncio.gather(*waiting))
        grown = target.gateway_mib - before
    result = f"{refused} of {opened} were refused, the gateway grew by {grown:.0f} MiB"
    hold(refused >= opened - MAX_UPLOADS and grown < 100, result)
    return result


async def _is_refused(reader: asyncio.StreamReader) -> bool:
    """Whether the service answers or closes the connection, rather than receive the upload."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(REFUSAL_TIMEOUT_SECONDS):
            with contextlib.suppress(ConnectionError):
                await reader.read(1)
            return True
    return False
