"""What a worker can do. Its processes write it down once their models are warm, and its main process announces it.

The main process itself loads no model: it must stay small, and its children are forked from it.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILENAME = "capabilities.json"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The languages that OCR recognizes here, and the models by what they serve."""

    languages: tuple[str, ...] = ()
    models: dict[str, str] = field(default_factory=dict)
    engine: str = ""
    device: str = "cpu"

    def save(self, folder: Path) -> None:
        """Write them into a worker's folder."""
        partial = folder / f"{FILENAME}.part"
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(folder / FILENAME)

    @classmethod
    def load(cls, folder: Path) -> "Capabilities | None":
        """Those of a worker's folder, None until its first process is warm."""
        try:
            row = json.loads((folder / FILENAME).read_text())
        except FileNotFoundError:
            return None
        return cls(**{**row, "languages": tuple(row["languages"])})
