"""The session used last at each service, kept between calls."""

import contextlib
import json

from cli.local_service.state import default_folder


def save(base: str, session: str) -> None:
    """Keep the session used last at ``base``. A folder that cannot be written is no reason to fail."""
    with contextlib.suppress(OSError):
        folder = default_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = _read()
        known[base] = session
        (folder / "sessions.json").write_text(json.dumps(known))


def load(base: str) -> str | None:
    """The session used last at ``base``."""
    return _read().get(base)


def known() -> list[str]:
    """The sessions that were used last, of all services."""
    return sorted(set(_read().values()))


def _read() -> dict[str, str]:
    try:
        known = json.loads((default_folder() / "sessions.json").read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
