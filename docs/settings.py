"""Writes docs/settings.md out of the settings' own descriptions: ``make docs``."""

import enum
import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from shared.settings import Settings

TARGET = Path(__file__).with_suffix(".md")
_UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))

_HEAD = """\
# Settings

Each is read from the environment, by the gateway and the workers alike; what does not concern one of them it
ignores. Sizes are bytes and times seconds, unless the description says otherwise. This table is made from
`shared/settings.py` by `make docs`.

| variable | default | what it is |
| --- | --- | --- |
"""

_TAIL = """
## The command line's own

`docinsight up` chooses the address of its embedded store and the threads of its workers by itself, unless
`DOCINSIGHT_REDIS_URL` or `DOCINSIGHT_THREADS` is set.

| variable | option | what it is |
| --- | --- | --- |
| `PORT` | `up --port` | Port of the gateway; goes before `DOCINSIGHT_PORT`. |
| `DOCINSIGHT_STATE` | `up --state` | Folder of the embedded store's data and passwords. |
| `DOCINSIGHT_PROCESSES` | `up --processes` | Processes that read documents. |
| `DOCINSIGHT_STORE_MIB` | `up --store-mib` | Most memory of the embedded store, in MiB. |
| `DOCINSIGHT_BASE` | `--base` | Where the service is that a command speaks to. |
| `DOCINSIGHT_KEY` | `--key` | The API key that a command sends. |
| `DOCINSIGHT_SESSION` | `--session` | The session that a command speaks of. |
| `DOCINSIGHT_PASSWORD` | `--password` | The password of encrypted PDFs that are uploaded. |
"""


def page() -> str:
    """The whole page."""
    rows = (
        f"| `DOCINSIGHT_{name.upper()}` | {_default(field)} | {_description(field)} |\n"
        for name, field in Settings.model_fields.items()
    )
    return _HEAD + "".join(rows) + _TAIL


def _description(field: FieldInfo) -> str:
    text = field.description or ""
    if get_origin(field.annotation) is Literal:
        text += f" One of {', '.join(f'`{choice}`' for choice in get_args(field.annotation))}."
    return text


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{','.join(f'{part:g}' if isinstance(part, float) else str(part) for part in value)}`"
    if isinstance(value, int) and not isinstance(value, enum.Enum):
        for size, unit in _UNITS:
            if value >= size and value % size == 0:
                return f"`{value}` ({value // size} {unit})"
    return f"`{value}`"


if __name__ == "__main__":
    TARGET.write_text(page())
    print(f"wrote {TARGET.name}", file=sys.stderr)
