"""A float graph made ready for int8: what a few large numbers would take from all others is kept.

A dynamically quantized product gives all of its activations one scale, which its largest channel sets. So each channel
is divided by what its weights are multiplied by, as in SmoothQuant (Xiao et al. 2022, arXiv:2211.10438), and the few
channels that are still far above the others stay in float, as in LLM.int8() (Dettmers et al. 2022, arXiv:2208.07339).
Embeddings, which are looked up and not multiplied, get a scale for each row. Needs the torch extra, for onnx.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from worker.answering.dequantize import EQUALIZER, OUTLIERS, OUTLYING

Floats = NDArray[np.float32]

MIGRATION = 0.6
"""How much of the difference between channels goes from activations into weights; SmoothQuant's alpha.

On 160 windows, logits of the bundled reader differ by .13 at .6, .15 at .5 and .13 at .7; without all this by .66.
"""

OUTLIER_RATIO = 1.5
"""Of a channel's largest activation to that of 99 in 100 channels: above it, the channel stays in float."""

MIN_ACTIVATION = 1e-5
INT8_MAX = 127


def products(graph: onnx.GraphProto) -> dict[str, list[onnx.NodeProto]]:
    """The products of activations with weights, by the name of the activations."""
    weights = {one.name for one in graph.initializer}
    found: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            found.setdefault(node.input[0], []).append(node)
    return found


def equalize(graph: onnx.GraphProto, largest: Mapping[str, Floats]) -> list[str]:
    """Rewrite the products of a float graph; returns the names of those that are to stay in float.

    ``largest`` are the largest absolute activations of each channel, by the name of the activations.
    """
    stored = {one.name: one for one in graph.initializer}
    before: dict[str, list[onnx.NodeProto]] = {}
    after: dict[str, list[onnx.NodeProto]] = {}
    kept: list[str] = []
    for name, users in products(graph).items():
        weights = [numpy_helper.to_array(stored[user.input[1]]) for user in users]
        outlying = largest[name] > OUTLIER_RATIO * np.quantile(largest[name], 0.99)
        scale = _scale(largest[name], weights, ~outlying)
        graph.initializer.append(_stored(np.where(outlying, 0, 1 / scale), name + EQUALIZER))
        before[users[0].name] = [_node("Mul", [name, name + EQUALIZER], f"{name}.equalized")]
        if outlying.any():
            channels = np.flatnonzero(outlying)
            graph.initializer.append(numpy_helper.from_array(channels, name + OUTLIERS))
            before[users[0].name].append(_node("Gather", [name, name + OUTLIERS], name + OUTLYING, axis=-1))
        for user, matrix in zip(users, weights, strict=True):
            scaled = np.where(outlying[:, None], 0, matrix * scale[:, None])
            stored[user.input[1]].CopyFrom(_stored(scaled, user.input[1]))
            user.input[0] = f"{name}.equalized"
            if outlying.any():
                rows, sum_of_both = user.input[1] + OUTLIERS, user.output[0]
                graph.initializer.append(_stored(matrix[channels], rows))
                user.output[0] = f"{sum_of_both}.others"
                product = _node("MatMul", [name + OUTLYING, rows], sum_of_both + OUTLYING)
                kept.append(product.name)
                after[user.name] = [product, _node("Add", [user.output[0], product.output[0]], sum_of_both)]
    nodes = [one for node in graph.node for one in (*before.get(node.name, ()), node, *after.get(node.name, ()))]
    del graph.node[:]
    graph.node.extend(nodes)
    return kept


def _scale(largest: Floats, weights: Sequence[Floats], ordinary: NDArray[np.bool_]) -> Floats:
    """What each channel's weights are multiplied by; 1 in the geometric mean of the ordinary channels."""
    activation = np.maximum(largest, MIN_ACTIVATION)
    weight = np.maximum(np.max([np.abs(matrix).max(axis=1) for matrix in weights], axis=0), MIN_ACTIVATION)
    scale = activation**MIGRATION / weight ** (1 - MIGRATION)
    return np.asarray(scale / np.exp(np.log(scale[ordinary]).mean()), np.float32)


def quantize_embeddings(graph: onnx.GraphProto) -> None:
    """Store the matrices whose rows are looked up in 8 bits, with a scale for each row."""
    stored = {one.name: one for one in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        matrix = stored.get(node.input[0]) if node.op_type == "Gather" else None
        if matrix is None or matrix.data_type != onnx.TensorProto.FLOAT or len(matrix.dims) != 2:
            nodes.append(node)
            continue
        name, indices, found = matrix.name, node.input[1], node.output[0]
        values = numpy_helper.to_array(matrix)
        scales = np.abs(values).max(axis=1, keepdims=True) / INT8_MAX + 1e-12
        graph.initializer.remove(matrix)
        graph.initializer.append(
            numpy_helper.from_array(np.round(values / scales).astype(np.int8), f"{name}_quantized")
        )
        graph.initializer.append(_stored(scales, f"{name}_scale"))
        nodes += [
            _node("Gather", [f"{name}_quantized", indices], f"{found}.rows"),
            _node("Cast", [f"{found}.rows"], f"{found}.floats", to=onnx.TensorProto.FLOAT),
            _node("Gather", [f"{name}_scale", indices], f"{found}.scales"),
            _node("Mul", [f"{found}.floats", f"{found}.scales"], found),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def _stored(values: NDArray[np.floating], name: str) -> onnx.TensorProto:
    return numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name)


def _node(kind: str, inputs: list[str], output: str, **attributes: int) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], name=f"{output}:{kind}", **attributes)
