"""Texts as vectors by multilingual-e5-small, run by OpenVINO from its 4-bit weights.

The encoder is built operation by operation, since the worker's packages suffice for that; torch does not have to be
installed. It is BERT with mean pooling, as https://huggingface.co/intfloat/multilingual-e5-small describes it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as op

from training.reader.encoder import Encoder
from training.reader.vocabulary import build_tokenizer

PREFIX = "query: "
"""What e5 was trained to find before texts that are compared with each other."""

BATCH_TOKENS = 8192
PAD = 1

Floats = NDArray[np.float32]
Node = Any


class SentenceEncoder:
    """The encoder of a file of 4-bit weights: see `training.reader.encoder`."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        encoder = Encoder(path)
        self._tokenizer = build_tokenizer(encoder.pieces, encoder.scores)
        self.dimensions = encoder.shape.hidden
        options = {"INFERENCE_NUM_THREADS": threads} if threads else {}
        self._model = ov.Core().compile_model(_graph(encoder), "CPU", options)

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of ``texts``, of length 1. Shape (texts, dimensions)."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch([PREFIX + text for text in texts])]
        order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        found = np.zeros((len(ids), self.dimensions), np.float32)
        while order:
            count = 1
            while count < len(order) and len(ids[order[count]]) * (count + 1) <= BATCH_TOKENS:
                count += 1
            batch, order = order[:count], order[count:]
            width = len(ids[batch[-1]])
            padded = np.array([ids[number] + [PAD] * (width - len(ids[number])) for number in batch], np.int64)
            found[batch] = self._model([padded, (padded != PAD).astype(np.float32)])[0]
        return found


def _graph(encoder: Encoder) -> ov.Model:
    """Inputs: ids (int64) and mask (float32), both of shape (texts, tokens). Output: (texts, dimensions)."""
    shape = encoder.shape
    weights = encoder.weights(np.arange(shape.vocabulary))
    size = shape.hidden // shape.heads

    def constant(name: str) -> Node:
        return op.constant(np.ascontiguousarray(weights[f"bert.{name}"], np.float32))

    def normed(x: Node, name: str) -> Node:
        normal = op.mvn(x, op.constant(np.array([-1])), True, shape.layer_norm_epsilon, "inside_sqrt")
        return op.add(op.multiply(normal, constant(f"{name}.weight")), constant(f"{name}.bias"))

    def dense(x: Node, name: str) -> Node:
        return op.add(op.matmul(x, constant(f"{name}.weight"), False, True), constant(f"{name}.bias"))

    def heads(x: Node) -> Node:
        split = op.reshape(x, op.constant(np.array([0, 0, shape.heads, size])), True)
        return op.transpose(split, op.constant(np.array([0, 2, 1, 3])))

    ids = op.parameter([-1, -1], np.int64, name="ids")
    mask = op.parameter([-1, -1], np.float32, name="mask")
    tokens = op.gather(op.shape_of(ids), op.constant(1), op.constant(0))
    positions = op.range(op.constant(np.int64(0)), tokens, op.constant(np.int64(1)), "i64")
    x = op.gather(constant("embeddings.word_embeddings.weight"), ids, op.constant(0))
    x = op.add(x, op.gather(constant("embeddings.position_embeddings.weight"), positions, op.constant(0)))
    first_type = op.gather(constant("embeddings.token_type_embeddings.weight"), op.constant([0]), op.constant(0))
    x = normed(op.add(x, first_type), "embeddings.LayerNorm")
    hidden = op.multiply(op.subtract(mask, op.constant(np.float32(1))), op.constant(np.float32(1e9)))
    bias = op.unsqueeze(hidden, op.constant(np.array([1, 2])))
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (heads(dense(x, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        mixed = op.transpose(op.scaled_dot_product_attention(query, key, value, bias), op.constant([0, 2, 1, 3]))
        joined = op.reshape(mixed, op.constant(np.array([0, 0, shape.hidden])), True)
        x = normed(op.add(dense(joined, f"{name}.attention.output.dense"), x), f"{name}.attention.output.LayerNorm")
        inner = op.gelu(dense(x, f"{name}.intermediate.dense"), "erf")
        x = normed(op.add(dense(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
    shown = op.unsqueeze(mask, op.constant(2))
    total = op.reduce_sum(op.multiply(x, shown), op.constant(np.array([1])))
    return ov.Model([op.normalize_l2(total, op.constant(np.array([1])), 1e-12, "max")], [ids, mask], "e5")
