"""The float weights of a model whose int8 graph is all there is of it, for readers that run no graph.

It reads graphs as `worker.models.export` writes them: ONNX Runtime's dynamic quantization of a graph that kept the
names of the model's parameters. A quantized matrix has lost its name; the bias that is added to its product has one.
Needs the torch extra, for onnx.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import numpy_helper

from shared.errors import ModelMissing

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
        whole = stored[name].astype(np.float32) - stored[f"{base}_zero_point"].astype(np.float32)
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
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = _bias_of(node, uses, stored).removeprefix(PREFIX).removesuffix(".bias")
            found[f"{layer}.weight"] = np.ascontiguousarray(dequantized(node.input[1]).T)
    return found


def _bias_of(product: onnx.NodeProto, uses: Mapping[str, Sequence[onnx.NodeProto]], stored: Collection[str]) -> str:
    """The name of the parameter that is added to a quantized product, once that is scaled."""
    node = product
    while node.op_type != "Add":
        following = [user for user in uses.get(node.output[0], []) if user.op_type in ("Cast", "Mul", "Add")]
        if len(following) != 1:
            raise ValueError(f"The product {product.name} has no bias.")
        node = following[0]
    bias, *others = [str(name) for name in node.input if name in stored and name.startswith(PREFIX)]
    if others:
        raise ValueError(f"The product {product.name} has no bias.")
    return bias
