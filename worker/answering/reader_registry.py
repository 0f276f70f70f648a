"""The readers by the name of the setting that chooses one."""

from collections.abc import Callable
from pathlib import Path

from shared.errors import ModelMissing
from shared.settings import Settings
from worker.answering.manifest import reader_folder
from worker.answering.reader import Reader


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
