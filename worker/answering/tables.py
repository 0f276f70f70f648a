"""Folders of tables that come with the package, each with a manifest that says what is in it."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import ModelMissing
from worker.answering.manifest import FILENAME, sha256


class TablesManifest(BaseModel):
    """The manifest of a folder of tables; ``sha256`` is by the names of the files."""

    model_config = ConfigDict(extra="forbid")

    name: str
    revision: str
    licence: str
    sha256: dict[str, str]


AnyManifest = TypeVar("AnyManifest", bound=TablesManifest)


def read_manifest(kind: type[AnyManifest], folder: Path, tables: str) -> AnyManifest:
    """The manifest of a folder of ``tables``, as messages call them.

    Raises ModelMissing where it cannot be read, or where a file is absent or is not what it says.
    """
    try:
        manifest = kind.model_validate_json((folder / FILENAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelMissing(f"The folder of {tables} has no readable manifest; install the package anew.") from error
    wrong = [name for name, expected in manifest.sha256.items() if sha256(folder / name) != expected]
    if wrong:
        raise ModelMissing(f"Of the {tables} {', '.join(wrong)} is absent or damaged; install the package anew.")
    return manifest
