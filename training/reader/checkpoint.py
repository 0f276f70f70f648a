"""A reader's weights on disk: layers in half precision, word embeddings in 8 bits with a scale for each row.

Word embeddings are three of four weights. A checkpoint is a folder that also contains the configuration and the
tokenizer: nothing else is needed to continue training, to measure it or to assemble it.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.reader.encoder import CONFIG, TOKENIZER, Floats

LAYERS, EMBEDDINGS = "layers.npz", "embeddings.npz"
EMBEDDINGS_NAME = "bert.embeddings.word_embeddings.weight"
INT8_MAX = 127


def save(model: Any, source: Path, target: Path) -> None:
    """Write a torch model to the folder ``target``, with the configuration and tokenizer of the folder ``source``."""
    target.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.detach().float().cpu().numpy() for name, tensor in model.state_dict().items()}
    rows, scales = quantize_rows(state.pop(EMBEDDINGS_NAME))
    np.savez(target / EMBEDDINGS, rows=rows, scales=scales)
    np.savez(target / LAYERS, **{name: value.astype(np.float16) for name, value in state.items()})
    for name in (CONFIG, TOKENIZER):
        if source != target:
            shutil.copy2(source / name, target)


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Floats]]:
    """The configuration and the weights of a checkpoint, in single precision."""
    with np.load(folder / LAYERS) as layers:
        weights = {name: layers[name].astype(np.float32) for name in layers.files}
    with np.load(folder / EMBEDDINGS) as embeddings:
        weights[EMBEDDINGS_NAME] = embeddings["rows"].astype(np.float32) * embeddings["scales"]
    return json.loads((folder / CONFIG).read_text()), weights


def quantize_rows(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The rows in 8 bits, and their scales of shape (rows, 1)."""
    scales = (np.abs(matrix).max(axis=1, keepdims=True) / INT8_MAX + 1e-12).astype(np.float32)
    return np.round(matrix / scales).astype(np.int8), scales


def mix(first: Path, second: Path, share: float, target: Path) -> None:
    """Write weights at ``share`` of the way from the checkpoint ``first`` to ``second``, both of one encoder.

    The word embeddings are those of ``first``, as where training left them as they were (``--embeddings-rate 0``).
    """
    target.mkdir(parents=True)
    with np.load(first / LAYERS) as before, np.load(second / LAYERS) as after:
        mixed = {
            name: (1 - share) * before[name].astype(np.float32) + share * after[name].astype(np.float32)
            for name in before.files
        }
    np.savez(target / LAYERS, **{name: value.astype(np.float16) for name, value in mixed.items()})
    for name in (CONFIG, TOKENIZER, EMBEDDINGS):
        shutil.copy2(first / name, target)
