"""Graphs whose activations have channels far above the others, in int8."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from worker.answering.windows import Window

pytestmark = pytest.mark.torch

TOKENS, CHANNELS, WORDS = 24, 256, 200


def _window(seed: int) -> Window:
    rng = np.random.default_rng(seed)
    empty = np.zeros((TOKENS, 2), np.int32)
    ids = rng.integers(0, WORDS, TOKENS)
    return Window(0, ids, np.zeros(TOKENS, np.int64), np.ones(TOKENS, bool), empty, empty, None)


@pytest.fixture(scope="module")
def weights() -> dict[str, NDArray[np.float32]]:
    """Of words, and of a layer from them to two logits."""
    rng = np.random.default_rng(5)
    words = rng.normal(size=(WORDS, CHANNELS)).astype(np.float32)
    matrix = rng.normal(size=(CHANNELS, 2)).astype(np.float32)
    return {"words.weight": words, "head.weight": matrix.T, "head.bias": np.array([0.5, -0.25], np.float32)}


@pytest.fixture(scope="module")
def graph(weights: dict[str, NDArray[np.float32]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    # Two channels are ten and a hundred times the others.
    gain = np.ones(CHANNELS, np.float32)
    gain[7], gain[21] = 100, 10
    stored = [
        numpy_helper.from_array(gain, "gain"),
        numpy_helper.from_array(weights["words.weight"], "model.words.weight"),
        numpy_helper.from_array(np.ascontiguousarray(weights["head.weight"].T), "val_1"),
        numpy_helper.from_array(weights["head.bias"], "model.head.bias"),
        numpy_helper.from_array(np.array([2]), "axis"),
    ]
    nodes = [
        helper.make_node("Gather", ["model.words.weight", "input_ids"], ["embedding"], "embed"),
        helper.make_node("Mul", ["embedding", "gain"], ["scaled"], "scale"),
        helper.make_node("MatMul", ["scaled", "val_1"], ["product"], "multiply"),
        helper.make_node("Add", ["product", "model.head.bias"], ["logits"], "add"),
        helper.make_node("Split", ["logits"], ["start", "end"], "split", axis=2, num_outputs=2),
        helper.make_node("Squeeze", ["start", "axis"], ["start_logits"], "first"),
        helper.make_node("Squeeze", ["end", "axis"], ["end_logits"], "second"),
    ]
    shape = ["batch", "tokens"]
    made = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)],
        [helper.make_tensor_value_info(f"{end}_logits", TensorProto.FLOAT, shape) for end in ("start", "end")],
        stored,
    )
    path = tmp_path_factory.mktemp("graph") / "float.onnx"
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), str(path))
    return path


def _error(graph: Path, other: Path) -> float:
    """The root mean square difference of the logits, on windows that nothing was measured on."""
    from worker.models import export

    windows = [_window(seed) for seed in range(100, 110)]
    pairs = zip(export.run(graph, windows), export.run(other, windows), strict=True)
    return math.sqrt(np.mean([np.square(np.stack(a) - np.stack(b)).mean() for a, b in pairs]))


def test_channels_far_above_the_others_cost_these_little_of_their_precision(graph: Path, tmp_path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from worker.models import export

    plain, equalized = tmp_path / "plain.onnx", tmp_path / "equalized.onnx"
    quantize_dynamic(str(graph), str(plain), weight_type=QuantType.QInt8, per_channel=True)

    export.quantize(graph, equalized, [_window(seed) for seed in range(8)])

    assert _error(graph, equalized) < _error(graph, plain) / 10


def test_weights_of_an_equalized_graph_are_read_back_as_they_were(
    graph: Path, weights: dict[str, NDArray[np.float32]], tmp_path: Path
) -> None:
    from worker.answering.dequantize import read_weights
    from worker.models import export

    export.quantize(graph, tmp_path / "int8.onnx", [_window(seed) for seed in range(8)])

    found = read_weights(tmp_path / "int8.onnx")

    assert found.keys() == weights.keys()
    assert np.array_equal(found["head.bias"], weights["head.bias"])
    step = np.abs(weights["words.weight"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(found["words.weight"] - weights["words.weight"]) <= 0.51 * step).all()
    # The channels far above the others are kept as they are, the others in 8 bits.
    difference = np.abs(found["head.weight"] - weights["head.weight"])
    assert difference[:, [7, 21]].max() == 0
    assert difference.max() < np.abs(weights["head.weight"]).max() / 50
