"""The reader on PyTorch: for GPUs, where many windows are read in one padded batch."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoConfig, AutoModelForQuestionAnswering

from shared.errors import DeviceMissing, ModelMissing
from worker.answering.dequantize import read_weights
from worker.answering.manifest import Manifest
from worker.answering.reader import Logits
from worker.answering.windows import Window, Windower

MAX_BATCH_TOKENS = {"cpu": 2048, "cuda": 65536}
"""Padded tokens of one batch: what fills a GPU without filling its memory."""


class TorchReader:
    """Any model of `AutoModelForQuestionAnswering`, in half precision on CUDA.

    Its weights are safetensors or, in a folder without them, such as those of the bundled readers, an int8 graph's.
    """

    def __init__(self, folder: Path, device: str, threads: int) -> None:
        if device == "cuda" and not torch.cuda.is_available():
            raise DeviceMissing
        self.manifest = Manifest.read(folder)
        self.model = f"{self.manifest.name}@{self.manifest.revision}"
        self.device = torch.cuda.get_device_name() if device == "cuda" else device
        self.windower = Windower(folder, self.manifest)
        if device == "cpu":
            torch.set_num_threads(threads or len(os.sched_getaffinity(0)))
        dtype = torch.float16 if device == "cuda" else torch.float32
        model = _load(folder)
        self._model = model.eval().to(device, dtype)
        self._place = device
        # What the model was trained with; a tokenizer may make types that the model does not take.
        self._takes_types = getattr(model.config, "type_vocab_size", 0) > 1
        self.read(self.windower.cut("Is it warm?", ["It is warm."]))

    def read(self, windows: Sequence[Window]) -> list[Logits]:
        """The logits of each window. Windows of like length share a batch; padding is masked."""
        found: list[Logits | None] = [None] * len(windows)
        for numbers in batches([len(window.ids) for window in windows], MAX_BATCH_TOKENS[self._place]):
            for number, logits in zip(numbers, self._batch([windows[n] for n in numbers]), strict=True):
                found[number] = logits
        return [logits for logits in found if logits is not None]

    def _batch(self, windows: Sequence[Window]) -> list[Logits]:
        shape = len(windows), max(len(window.ids) for window in windows)
        ids, mask, types = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, window in enumerate(windows):
            length = len(window.ids)
            ids[row, :length], mask[row, :length], types[row, :length] = window.ids, 1, window.types
        feed = {"input_ids": ids, "attention_mask": mask} | ({"token_type_ids": types} if self._takes_types else {})
        with torch.inference_mode():
            out = self._model(**{name: torch.from_numpy(array).to(self._place) for name, array in feed.items()})
        starts, ends = out.start_logits.float().cpu().numpy(), out.end_logits.float().cpu().numpy()
        return [
            Logits(start[: len(window.ids)], end[: len(window.ids)])
            for window, start, end in zip(windows, starts, ends, strict=True)
        ]


def _load(folder: Path) -> Any:
    """The model of a folder in single precision."""
    if (folder / "model.safetensors").is_file():
        return AutoModelForQuestionAnswering.from_pretrained(folder, local_files_only=True, dtype=torch.float32)
    graphs = sorted(folder.glob("*.onnx"))
    if not graphs:
        raise ModelMissing(
            "The reader's model folder has neither safetensors nor an int8 graph, whose weights the torch reader needs."
        )
    weights = {name: torch.from_numpy(values) for name, values in read_weights(graphs[0]).items()}
    model = AutoModelForQuestionAnswering.from_config(AutoConfig.from_pretrained(folder, local_files_only=True))
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ModelMissing(f"The weights in {graphs[0].name} are not those of the model in config.json.") from error
    return model


def batches(lengths: Sequence[int], max_tokens: int) -> list[list[int]]:
    """Numbers of windows in batches of at most ``max_tokens`` tokens, padding counted; the longest first."""
    found: list[list[int]] = []
    for number in sorted(range(len(lengths)), key=lambda n: -lengths[n]):
        if found and lengths[found[-1][0]] * (len(found[-1]) + 1) <= max_tokens:
            found[-1].append(number)
        else:
            found.append([number])
    return found
