"""The folders of this machine from which files may be uploaded."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import Root

# Neither a link that was put in the file's place is followed, nor is a pipe waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def folders_of(roots: Sequence[Root]) -> list[Path]:
    """The folders that a host's roots name."""
    return [Path(url2pathname(urlsplit(str(root.uri)).path)) for root in roots]


def open_allowed(path: str, folders: Sequence[Path]) -> BinaryIO:
    """A file in one of the folders, opened; a path that is not absolute is looked for in each. Raises ToolError."""
    if not folders:
        raise ToolError(
            "No folder may be read. Ask the user to start this server with --allow FOLDER, or use upload_content."
        )
    allowed = [folder.resolve() for folder in folders]
    found = next((one for one in _candidates(path, allowed) if one.exists()), None)
    if found is None:
        shown = ", ".join(map(str, allowed))
        raise ToolError(
            f"There is no such file in the folders that may be read: {shown}. Ask the user to copy it there, or to "
            "start this server with --allow FOLDER."
        )
    try:
        descriptor = os.open(found, _FLAGS)
    except OSError as error:
        raise ToolError(f"The file could not be opened: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ToolError("That is no file; give the path of one.")
    return os.fdopen(descriptor, "rb")


def _candidates(path: str, allowed: Sequence[Path]) -> list[Path]:
    """Where the path may lead, links followed, without what is outside of the folders."""
    try:
        given = Path(path).expanduser()
        resolved = [given.resolve()] if given.is_absolute() else [(folder / given).resolve() for folder in allowed]
    except (OSError, ValueError, RuntimeError):
        # A null byte, a loop of links, the home of an unknown user.
        return []
    return [one for one in resolved if any(one.is_relative_to(folder) for folder in allowed)]
