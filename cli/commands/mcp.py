"""``docinsight mcp``: tools for language models."""

import asyncio
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cli import service
from cli.console import err
from cli.exit_codes import Exit, fail
from cli.options import Base, Key, Session

_ADDRESS = re.compile(r"(?:(?P<host>[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:]+\]):)?(?P<port>[0-9]{1,5})")


def _address(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise typer.BadParameter("Give HOST:PORT, such as 127.0.0.1:8300.")
    return (found["host"] or "127.0.0.1").strip("[]"), int(found["port"])


def mcp(
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            help="Folder whose files may be uploaded; may be repeated. Without it, the folders that the host names.",
            show_default=False,
        ),
    ] = None,
    http: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Serve over HTTP instead, at /mcp.", show_default=False),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Over HTTP: a name by which it is called; may be repeated.", show_default=False
        ),
    ] = None,
    wait: Annotated[
        float, typer.Option(min=1, max=600, metavar="SECONDS", help="Longest that a tool waits for a document.")
    ] = 50,
    page: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Where people open the service's page, for links; --base.", show_default=False
        ),
    ] = None,
    session: Session = None,
    base: Base = None,
    key: Key = None,
) -> None:
    """Let a language model upload documents, ask, search, read and see pages, by the Model Context Protocol.

    A host such as Claude, VS Code or Cursor starts `docinsight mcp --allow ~/Documents` itself and speaks to it by the
    standard streams; `docs/mcp.md` says how each is set up.

    `docinsight mcp --http 127.0.0.1:8300` serves several, each with its own key of the service as a bearer.
    """
    if find_spec("mcp") is None:
        fail("Serving language models needs the package mcp: pip install 'doc-insight[mcp]'.", Exit.FAILED)
    address = _address(http)
    if address is not None and key is not None:
        fail("Over HTTP each caller sends a key of its own; leave out --key and unset DOCINSIGHT_KEY.", Exit.FAILED)
    if address is not None and allow:
        fail("Over HTTP no files of this machine are uploaded; leave out --allow.", Exit.FAILED)
    # Loaded here: no other command needs it.
    from cli.mcp_server import run

    url = service.find(base)
    options = run.Options(url, session, wait, page)
    with service.error_messages():
        if address is None:
            asyncio.run(run.over_streams(options, key, allow or []))
        else:
            err.print(f"Serving {url} to language models at http://{address[0]}:{address[1]}/mcp", markup=False)
            asyncio.run(run.over_http(options, *address, host_name or []))
