"""More headers than anyone sends."""

import asyncio

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import Target
from bench.abuse.wire import Reply, exchange

MIB = 1 << 20
MOST_GROWTH_MIB = 64
"""What the gateway's memory may grow by."""


@scenario("headers of many megabytes: one field, many fields, an endless address, trailers, chunk extensions")
async def large_headers(target: Target) -> str:
    """Each ends in 431 and a closed connection, and takes no memory.

    A client that goes on sending to a connection that was closed may lose the response that was under way. So trailers
    of many megabytes, which come when the request is handled already, are held to the closed connection; the response
    to trailers that are just over the limit is held as well.
    """
    size = (8 if target.short else 48) * MIB
    line = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
    chunked = (
        b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"x" * (64 * 1024)
    attacks: dict[str, tuple[bytes, bytes]] = {
        "one field": (line + b"X-Large: ", piece),
        "one name": (line, piece),
        "many fields": (line, (b"X-Field: " + b"y" * 90 + b"\r\n") * 600),
        "small fields": (line, b"a:b\r\n" * 10_000),
        "an address": (b"GET /", piece),
        "empty lines": (b"", b"\r\n" * 30_000),
        "trailers": (chunked + b"0\r\n", (b"X-Trailer: " + b"z" * 90 + b"\r\n") * 600),
        "one trailer": (chunked + b"0\r\nX-Trailer: ", piece),
        "chunk extensions": (chunked + b"1;", piece),
    }
    before = target.gateway_mib
    replies: dict[str, Reply] = dict(
        zip(
            attacks,
            await asyncio.gather(
                *(exchange(target.port, head, *_repeated(body, size)) for head, body in attacks.values())
            ),
            strict=True,
        )
    )
    for name, reply in replies.items():
        lost = 0 if "trailer" in name else 431
        hold(reply.status in (431, lost), f"{name} end in {reply.status}")
        hold(reply.closed, f"the connection stays open after {name}")
    for name in ("trailers", "one trailer"):
        head, body = attacks[name]
        reply = await exchange(target.port, head, body, body)
        hold(reply.status == 431 and reply.closed, f"{name} just over the limit end in {reply.status}")
    fields = b"".join(b"X-%d: y\r\n" % number for number in range(98))
    well = await exchange(target.port, line + b"Connection: close\r\n" + fields + b"\r\n")
    hold(well.status == 200, f"100 fields end in {well.status}")
    over = await exchange(target.port, line + b"Connection: close\r\n" + fields + b"One: more\r\n\r\n")
    hold(over.status == 431, f"101 fields end in {over.status}")
    grown = target.gateway_mib - before
    hold(grown <= MOST_GROWTH_MIB, f"the gateway grew by {grown:.0f} MiB")
    return f"{len(attacks)} kinds of {size // MIB} MiB, all refused; the gateway grew by {max(0, grown):.0f} MiB"


def _repeated(piece: bytes, size: int) -> list[bytes]:
    return [piece] * (size // len(piece) + 1)
