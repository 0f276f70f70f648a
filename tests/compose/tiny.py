"""A tiny, randomly initialised DistilBERT, saved in a hub's own layout."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worker.answering.manifest import BUNDLED_READERS

WIDTH, INNER, HEADS, LAYERS, POSITIONS = 32, 64, 4, 2, 512
TOKENIZER = BUNDLED_READERS["english"] / "tokenizer.json"


def save_distilbert(folder: Path, seed: int = 1) -> None:
    """Write ``config.json``, ``tokenizer.json`` and ``model.safetensors``."""
    folder.mkdir(parents=True)
    shutil.copy(TOKENIZER, folder)
    words = len(json.loads(TOKENIZER.read_text())["model"]["vocab"])
    config = {
        "architectures": ["DistilBertForQuestionAnswering"],
        "model_type": "distilbert",
        "vocab_size": words,
        "dim": WIDTH,
        "hidden_dim": INNER,
        "n_heads": HEADS,
        "n_layers": LAYERS,
        "max_position_embeddings": POSITIONS,
        "pad_token_id": 0,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "DistilBertTokenizer"}))
    _save_safetensors(folder / "model.safetensors", _weights(words, np.random.default_rng(seed)))


def _weights(words: int, dice: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    shapes: dict[str, tuple[int, ...]] = {
        "distilbert.embeddings.word_embeddings.weight": (words, WIDTH),
        "distilbert.embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "distilbert.embeddings.LayerNorm.weight": (WIDTH,),
        "distilbert.embeddings.LayerNorm.bias": (WIDTH,),
        "qa_outputs.weight": (2, WIDTH),
        "qa_outputs.bias": (2,),
    }
    for number in range(LAYERS):
        layer = f"distilbert.transformer.layer.{number}"
        for name in ("q_lin", "k_lin", "v_lin", "out_lin"):
            shapes[f"{layer}.attention.{name}.weight"] = (WIDTH, WIDTH)
            shapes[f"{layer}.attention.{name}.bias"] = (WIDTH,)
        for name in ("sa_layer_norm", "output_layer_norm"):
            shapes[f"{layer}.{name}.weight"] = (WIDTH,)
            shapes[f"{layer}.{name}.bias"] = (WIDTH,)
        shapes |= {
            f"{layer}.ffn.lin1.weight": (INNER, WIDTH),
            f"{layer}.ffn.lin1.bias": (INNER,),
            f"{layer}.ffn.lin2.weight": (WIDTH, INNER),
            f"{layer}.ffn.lin2.bias": (WIDTH,),
        }
    return {name: dice.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}


def _save_safetensors(path: Path, weights: dict[str, NDArray[np.float32]]) -> None:
    """The format: the header's length in 8 bytes, the header in JSON, the numbers."""
    header, at = {}, 0
    for name, numbers in weights.items():
        header[name] = {"dtype": "F32", "shape": list(numbers.shape), "data_offsets": [at, at + numbers.nbytes]}
        at += numbers.nbytes
    head = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(n.tobytes() for n in weights.values()))
