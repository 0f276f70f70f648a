"""The files of a folder that are to be read: neither half written, nor temporary, nor what was written of others."""

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ERROR_SUFFIX = ".error.txt"
_OUTPUT = re.compile(r"(?P<of>.+?)(\.md|\.answers\.csv|\.table-\d+\.csv|\.error\.txt)")
_TEMPORARY = re.compile(
    # Hidden, among them LibreOffice's locks; Office's locks; backups.
    r"\..*|~.*|.*~"
    # Unfinished downloads of browsers and other programs.
    r"|.*\.(tmp|temp|part|partial|crdownload|download|opdownload|filepart|swp|lock|lnk|url)"
    r"|thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was seen."""

    size: int
    modified_ns: int


def is_temporary(name: str) -> bool:
    """Whether a program will rename or remove a file or folder of this name."""
    return _TEMPORARY.fullmatch(name) is not None


def seen(path: Path) -> Seen | None:
    """A regular file as it is now; None where there is none. Links are none."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Seen(found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def look(folder: Path, *, recursive: bool, outputs: Path, written: Collection[str]) -> dict[str, Seen]:
    """The files to be read, by their paths relative to the folder. Raises OSError where it cannot be listed.

    ``outputs`` is the folder that is written to, and ``written`` what was written there, relative to it.
    """
    below = outputs != folder and outputs.is_relative_to(folder)
    ours = {(outputs / name) for name in written} if not below else set()
    found = {
        name: file for name, file in _files(folder, recursive, outputs if below else None) if folder / name not in ours
    }
    return {name: file for name, file in found.items() if not _is_output(name, found)}


def _files(folder: Path, recursive: bool, left_out: Path | None) -> Iterator[tuple[str, Seen]]:
    def refuse(error: OSError) -> None:
        # A folder below that was removed meanwhile, or may not be listed, holds up no others.
        if error.filename == str(folder):
            raise error

    for at, folders, names in os.walk(folder, onerror=refuse):
        parent = Path(at)
        folders[:] = [one for one in folders if recursive and not is_temporary(one) and parent / one != left_out]
        for name in names:
            if not is_temporary(name) and (file := seen(parent / name)) is not None:
                yield (parent / name).relative_to(folder).as_posix(), file


def _is_output(name: str, among: Mapping[str, Seen]) -> bool:
    """Whether a file is called as what is written of another one that is there, also when no state tells so."""
    match = _OUTPUT.fullmatch(name)
    return match is not None and match["of"] in among


class Settling:
    """Tells which files have stopped growing: they stayed the same for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: dict[str, tuple[Seen, float]] = {}

    def settled(self, files: Mapping[str, Seen], now: float) -> set[str]:
        """Those that have, of the files that are there at ``now``. An empty file is still to be filled."""
        self._since = {
            name: known if (known := self._since.get(name)) and known[0] == file else (file, now)
            for name, file in files.items()
        }
        return {name for name, (file, since) in self._since.items() if file.size and now - since >= self._seconds}
