"""The manifest of a reader's folder: what the model is, its limits, and what its scores mean."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import ModelMissing

FILENAME = "manifest.json"
_READERS = Path(__file__).parents[1] / "models" / "readers"
BUNDLED = _READERS / "multilingual"
"""The reader that is taken where no other is named."""

BUNDLED_READERS = {"bundled": BUNDLED, "multilingual": BUNDLED, "english": _READERS / "english"}
"""The readers that come with the package, by the names that settings and command lines give them."""


def reader_folder(named: Path | None) -> Path:
    """The folder of a reader: a bundled one by its name, or the folder that is named; None: the default."""
    return BUNDLED if named is None else BUNDLED_READERS.get(str(named), named)


class Calibration(BaseModel):
    """Weights by feature: of `worker.answering.features`, of extractors by name, and a candidate's rank and share.

    ``rank`` orders candidates; ``correct`` gives the probability that one is right and ``answered`` that the documents
    contain an answer, both through the logistic function. Without ``answered`` a question counts as answered where its
    best candidate is more probably right than wrong.
    """

    model_config = ConfigDict(extra="forbid")

    rank: dict[str, float]
    correct: dict[str, float]
    answered: dict[str, float] | None = None
    fitted_on: str


class Manifest(BaseModel):
    """A reader's folder. Token counts are those of its own tokenizer."""

    model_config = ConfigDict(extra="forbid")

    name: str
    revision: str
    licence: str
    sha256: dict[str, str] = Field(description="File name: SHA-256 in hex, of every file the reader opens.")
    max_question_tokens: int = Field(64, gt=0)
    max_window_tokens: int = Field(384, gt=0)
    stride_tokens: int = Field(128, gt=0)
    max_answer_tokens: int = Field(30, gt=0)
    null: Literal["cls"] | None = Field(description="Where the model scores 'no answer'; null: it cannot.")
    linear: bool = Field(False, description="Whether it reads linear text (`worker.answering.linearize`) or plain.")
    finds_clauses: bool = Field(
        False, description="Whether it learnt to answer by the decisive words of a clause, in any language."
    )
    calibration: Calibration | None = None

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of ``folder``. Raises ModelMissing where there is none, or none that can be read."""
        try:
            return cls.model_validate_json((folder / FILENAME).read_bytes())
        except (OSError, ValidationError) as error:
            raise ModelMissing(f"The reader's model folder has no readable {FILENAME}; bake the model.") from error

    def wrong_files(self, folder: Path) -> list[str]:
        """The files of ``folder`` that are absent or are not what the manifest says."""
        return [name for name, expected in self.sha256.items() if sha256(folder / name) != expected]


def sha256(path: Path) -> str | None:
    """SHA-256 of a file in hex, None where there is none."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
