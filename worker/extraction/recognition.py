"""What extraction asks of OCR, and how its text is compared with that of a text layer."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shared.models.warnings import WarningCode
from worker.layout.analysis import PageLayout
from worker.layout.words import PlacedLine


class Recognized(Protocol):
    """A recognized page, and what its readers should know."""

    @property
    def layout(self) -> PageLayout:
        """The page."""
        ...

    @property
    def warnings(self) -> frozenset[WarningCode]:
        """Why it may be wrong."""
        ...


class Recognizer(Protocol):
    """Recognizes text in images, height x width x 3 in the order blue, green, red. Boxes are in fractions of them."""

    @property
    def certain(self) -> float:
        """Mean confidence of words from which few of them are wrong; it differs between engines."""
        ...

    def page(self, image: NDArray[np.uint8]) -> Recognized:
        """A whole page, in any orientation."""
        ...

    def lines(self, image: NDArray[np.uint8]) -> list[PlacedLine]:
        """The lines of a part of a page."""
        ...


def folded(text: str) -> str:
    """Letters and digits only, without case and accents, as engines of any language recognize them."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


def folded_set(texts: Iterable[str]) -> set[str]:
    """The folded texts."""
    return set(map(folded, texts))
