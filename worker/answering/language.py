"""The language of a text, by its letters.

Naive Bayes over sequences of bytes, with the model of py3langid (``training.languages`` takes it from that package),
among the languages that there is a Snowball stemmer for. Of the detectors compared that model is the one that is small
and right on questions of a few words as well (97 to 100 % of those of SQuAD's kind). The package's own code takes half
a second and 100 MB to load it, for 142 languages; this takes milliseconds.
"""

import math
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.errors import ModelMissing

ENGLISH = "en"

STEMMERS = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""The languages that are told apart, by ISO 639-1, and the Snowball stemmer of each."""

MODEL = Path(__file__).parents[1] / "models" / "languages" / "model.npz"

MIN_PROBABILITY = 0.3
"""Below it a text counts as of the language that is assumed. Chosen on questions of the training data."""

MAX_CHARACTERS = 1500
"""Of the beginning of a text, by which it is judged."""

LENGTH_BIT = 48
"""Where a sequence's key has its length: above its bytes, of which there are at most six, the last one lowest."""


class Detector:
    """The model: ``keys`` of its sequences, rising, (sequences,); ``weights`` (sequences, languages), their logarithmic
    probabilities in each language; ``prior`` (languages,), likewise.
    """

    def __init__(
        self,
        languages: tuple[str, ...],
        keys: NDArray[np.uint64],
        weights: NDArray[np.float16],
        prior: NDArray[np.float32],
    ) -> None:
        self.languages = languages
        self._weights, self._prior = weights, prior
        lengths = range(1, (int(keys[-1]) >> LENGTH_BIT) + 1)
        starts = np.searchsorted(keys, [length << LENGTH_BIT for length in (*lengths, lengths.stop)]).tolist()
        # By length: the keys, and the number of the first one.
        self._tables = {
            length: (keys[start:end], start)
            for length, (start, end) in zip(lengths, pairwise(starts), strict=True)
            if start < end
        }

    @classmethod
    def read(cls, path: Path) -> "Detector":
        """The model of a file that `training.languages` wrote. Raises ModelMissing where there is none."""
        try:
            with np.load(path) as stored:
                languages = tuple(stored["languages"].tolist())
                return cls(languages, stored["keys"], stored["weights"], stored["prior"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelMissing("The model that tells languages apart is absent; install the package anew.") from error

    def classify(self, text: str) -> tuple[str, float]:
        """The language that ``text`` is most probably in, and how probable that is."""
        if text.isupper():
            text = text.lower()
        encoded = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
        rows, counts = np.unique(self._sequences(encoded), return_counts=True)
        if not len(rows):
            return self.languages[0], 1 / len(self.languages)
        scores = np.log1p(counts.astype(np.float32)) @ self._weights[rows].astype(np.float32) + self._prior
        # So that what a long text says counts less than the sum of its parts, which are not independent.
        scores = scores / np.float32(math.sqrt(len(encoded)))
        shares = np.exp(scores - scores.max())
        best = int(shares.argmax())
        return self.languages[best], float(shares[best] / shares.sum())

    def _sequences(self, encoded: bytes) -> NDArray[np.int64]:
        """The numbers of the longest known sequences that end at each byte, where there is one."""
        data = np.frombuffer(encoded, np.uint8).astype(np.uint64)
        ends = {1: data}
        for length in range(2, min(max(self._tables), len(data)) + 1):
            first = data[: len(data) - length + 1] << np.uint64(8 * (length - 1))
            ends[length] = ends[length - 1][1:] | first
        found = np.full(len(data), -1, np.int64)
        for length in sorted(self._tables.keys() & ends.keys(), reverse=True):
            table, first_row = self._tables[length]
            open_ = np.flatnonzero(found[length - 1 :] < 0)
            wanted = ends[length][open_] | np.uint64(length << LENGTH_BIT)
            places = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
            known = table[places] == wanted
            found[open_[known] + length - 1] = places[known] + first_row
        return found[found >= 0]


@lru_cache(1)
def detector() -> Detector:
    """The detector that comes with the package."""
    return Detector.read(MODEL)


def detect(text: str, assumed: str = ENGLISH) -> str:
    """The language of ``text`` as one of `STEMMERS`; ``assumed`` where it cannot be told."""
    if not any(character.isalpha() for character in text):
        return assumed
    language, probability = detector().classify(text[:MAX_CHARACTERS])
    return language if probability >= MIN_PROBABILITY else assumed
