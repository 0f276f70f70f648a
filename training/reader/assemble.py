"""A checkpoint as a folder in a hub's layout, which transformers loads and `worker.models.bake` makes ready."""

import json
import shutil
from pathlib import Path

import numpy as np

from training.reader import checkpoint
from training.reader.encoder import CONFIG, TOKENIZER

TYPE_EMBEDDINGS = "bert.embeddings.token_type_embeddings.weight"
TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "cls_token": "<s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
}


def assemble(source: Path, target: Path) -> None:
    """Write the checkpoint ``source`` to the folder ``target`` in half precision. Needs the torch extra.

    The encoder's token types are all 0, so one is kept: a graph exported from the folder has no input for them.
    """
    from safetensors.numpy import save_file

    config, weights = checkpoint.load(source)
    weights[TYPE_EMBEDDINGS] = weights[TYPE_EMBEDDINGS][:1]
    target.mkdir(parents=True, exist_ok=True)
    halves = {name: np.ascontiguousarray(value, np.float16) for name, value in weights.items()}
    save_file(halves, target / "model.safetensors", metadata={"format": "pt"})
    (target / CONFIG).write_text(json.dumps({**config, "type_vocab_size": 1}, indent=1))
    (target / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG, indent=1))
    shutil.copy2(source / TOKENIZER, target)
