"""How the ONNX reader lets the runtime compute."""

from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.torch  # of its extra, onnx writes the graph


def test_products_of_large_8_bit_numbers_do_not_overflow(tmp_path: Path) -> None:
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from worker.answering.onnx_reader import session_options

    weights = np.full((64, 32), 127, np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["numbers", "weights"], ["products"])],
        "products",
        [helper.make_tensor_value_info("numbers", TensorProto.UINT8, [4, 64])],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [4, 32])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(tmp_path / "products.onnx"))
    numbers = np.full((4, 64), 255, np.uint8)

    session = onnxruntime.InferenceSession(
        str(tmp_path / "products.onnx"), session_options(1), providers=["CPUExecutionProvider"]
    )

    (found,) = session.run(None, {"numbers": numbers})
    np.testing.assert_array_equal(found, numbers.astype(np.int32) @ weights.astype(np.int32))
