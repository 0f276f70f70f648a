"""Readers: what gives start and end logits for windows of question and context."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from shared.errors import ModelMissing
from shared.settings import Settings
from worker.answering.manifest import Manifest, reader_folder
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
        """The logits of each window, in the order given. A window's logits do not depend on its neighbours."""
        ...


def load_reader(settings: Settings) -> Reader:
    """The reader that the settings name, warmed.

    Raises ModelMissing where its folder lacks a file or the runtime is not installed, DeviceMissing where the
    settings ask for a GPU and there is none.
    """
    return READERS[settings.reader](reader_folder(settings.reader_model), settings)


def _onnx(folder: Path, settings: Settings) -> Reader:
    from worker.answering.onnx_reader import OnnxReader

    return OnnxReader(folder, settings.device, settings.threads)


def _torch(folder: Path, settings: Settings) -> Reader:
    try:
        from worker.answering.torch_reader import TorchReader
    except ImportError as error:
        raise ModelMissing("The torch reader needs the torch extra, which is not installed.") from error
    return TorchReader(folder, settings.device, settings.threads)


READERS: dict[str, Callable[[Path, Settings], Reader]] = {"onnx": _onnx, "torch": _torch}
