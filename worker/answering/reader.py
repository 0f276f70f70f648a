"""The protocol of readers: models that give start and end logits for windows of question and context."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from worker.answering.manifest import Manifest
from worker.answering.windows import Window, Windower


class Logits(NamedTuple):
    """Scores of a window's tokens as the start and as the end of the answer, each of shape (tokens,)."""

    start: NDArray[np.float32]
    end: NDArray[np.float32]


class Reader(Protocol):
    """An extractive question-answering model, loaded and warm."""

    model: str
    device: str
    manifest: Manifest
    windower: Windower

    def read(self, windows: Sequence[Window]) -> list[Logits]:
        """The logits of each window, in the order given. A window's logits do not depend on its neighbors."""
        ...
