"""The float weights of a model whose int8 graph is all there is of it, for readers that run no graph.

It reads graphs as `worker.models.export` writes them: ONNX Runtime's dynamic quantization of a graph that kept the
names of the model's parameters. A quantized matrix has lost its name; the bias that is added to its product has one.
What `worker.models.equalize` moved from activations into a matrix, and the rows that stay in float, are put back.
Needs the torch extra, for onnx.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import numpy_helper

from shared.errors import ModelMissing

EQUALIZER = ".equalizer"
"""Ends the name of what a product's activations are multiplied by, channel by channel: 0 for those kept in float."""

OUTLIERS = ".outliers"
"""Ends the names of the numbers of the channels kept in float, and of their rows of a matrix."""

OUTLYING = ".outlying"
"""Ends the names of these channels' activations, and of their product."""

PREFIX = "model."
"""Of a parameter's name in a graph that was exported through a module around the model."""

Floats = NDArray[np.float32]


def read_weights(graph: Path) -> dict[str, Floats]:
    """The model's parameters by their names, linear layers as (outputs, inputs).

    Raises ModelMissing if the graph is not of the form that the export writes.
    """
    try:
        return _parameters(onnx.load(str(graph)).graph)
    except (DecodeError, ValueError, KeyError) as error:
        raise ModelMissing(f"{graph.name} is not an int8 graph whose weights the torch reader can read.") from error


def _parameters(graph: onnx.GraphProto) -> dict[str, Floats]:
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}

    def dequantized(name: str) -> Floats:
        """A tensor with the scale and zero point that go with it, one each or one for each column."""
        base = name.removesuffix("_quantized")
        zero = stored.get(f"{base}_zero_point", np.zeros((), np.float32))
        whole = stored[name].astype(np.float32) - zero.astype(np.float32)
        scaled: Floats = whole * stored[f"{base}_scale"].astype(np.float32)
        return scaled

    found: dict[str, Floats] = {}
    for name in filter(lambda name: name.startswith(PREFIX), stored):
        if name.endswith((".weight", ".bias")):
            found[name.removeprefix(PREFIX)] = stored[name].astype(np.float32)
        elif name.endswith(".weight_quantized"):
            # Embeddings, which are looked up by their own names.
            found[name.removeprefix(PREFIX).removesuffix("_quantized")] = dequantized(name)
    uses: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            uses.setdefault(name, []).append(node)
    made_by = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = _bias_of(node, uses, stored).removeprefix(PREFIX).removesuffix(".bias")
            matrix = _unequalized(dequantized(node.input[1]), node, made_by, stored)
            found[f"{layer}.weight"] = np.ascontiguousarray(matrix.T)
    return found


def _unequalized(
    matrix: Floats,
    product: onnx.NodeProto,
    made_by: Mapping[str, onnx.NodeProto],
    stored: Mapping[str, NDArray[Any]],
) -> Floats:
    """The matrix of a quantized product as it was before it was equalized, if it was."""
    quantizing = made_by[product.input[0]]
    entering = made_by.get(quantizing.input[0])
    equalizer = entering.input[1] if entering is not None and entering.op_type == "Mul" else ""
    if not equalizer.endswith(EQUALIZER):
        return matrix
    whole: Floats = matrix * stored[equalizer][:, None]
    channels = stored.get(equalizer.removesuffix(EQUALIZER) + OUTLIERS)
    if channels is not None:
        whole[channels] = stored[product.input[1].removesuffix("_quantized") + OUTLIERS]
    return whole


def _bias_of(product: onnx.NodeProto, uses: Mapping[str, Sequence[onnx.NodeProto]], stored: Collection[str]) -> str:
    """The name of the parameter that is added to a quantized product, once that is scaled."""
    node = product
    # A product of outliers is added before the bias.
    while node.op_type != "Add" or any(name.endswith(OUTLYING) for name in node.input):
        following = [user for user in uses.get(node.output[0], []) if user.op_type in ("Cast", "Mul", "Add")]
        if len(following) != 1:
            raise ValueError(f"The product {product.name} has no bias.")
        node = following[0]
    bias, *others = [str(name) for name in node.input if name in stored and name.startswith(PREFIX)]
    if others:
        raise ValueError(f"The product {product.name} has no bias.")
    return bias
