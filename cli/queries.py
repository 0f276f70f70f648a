"""Questions and searches: about files that are uploaded for them, or about a session."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from cli import last_session
from cli.exit_codes import Exit, fail
from cli.progress import follow, follow_attachments, print_outcomes
from cli.uploads import send
from docinsight_client import AsyncDocInsight, AsyncJob
from docinsight_client.requests import UploadOptions

Job = TypeVar("Job", bound=AsyncJob[Any])
Submit = Callable[[str], Awaitable[Job]]
"""Sends a question or a search to the session of this name; its job."""


async def about_files(
    client: AsyncDocInsight, name: str, submit: Submit[Job], files: Sequence[Path], options: UploadOptions
) -> Job:
    """The ended job about files that are uploaded for it; ``name`` is what its progress is shown under."""
    uploaded = await send(client, files, options)
    used = next(iter(uploaded.values())).session_id
    # It waits for the reading by itself.
    asked = await submit(used)
    jobs: dict[str, AsyncJob[Any]] = {**uploaded, name: asked}
    ended = await follow(jobs)
    print_outcomes(await follow_attachments(client, {one: ended[one] for one in uploaded}))
    return cast(Job, ended[name])


async def about_session(name: str, submit: Submit[Job], session: str) -> Job:
    """The ended job about the documents of a session."""
    return (await follow({name: await submit(session)}))[name]


def last(url: str) -> str:
    """The session used last with the service at this address; ends the command where there is none."""
    session = last_session.load(url)
    if session is None:
        fail("Name files to ask about, or a session by --session.", Exit.FAILED)
    return session
