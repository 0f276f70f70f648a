"""The recognizer's int8 layers: measured on the network that is bundled, and as exact as its floats."""

from pathlib import Path

import numpy as np

from training import activation_ranges as measuring
from worker.ocr.int8 import ACTIVATION_RANGES, activation_ranges_of, pointwise, quantize
from worker.ocr.rapid import RECOGNIZER, models_of_the_wheel


def test_the_activation_ranges_that_come_along_were_measured_on_the_network_that_comes_along() -> None:
    known = activation_ranges_of(models_of_the_wheel() / RECOGNIZER)
    assert len(known) == 27
    few = measuring.measure(models_of_the_wheel() / RECOGNIZER, 2)
    # The first two lines of those that were drawn then: no channel can exceed what was kept of all.
    assert all((few[name] <= known[name] * 1.001 + 1e-4).all() for name in known)


def test_another_network_is_left_in_floats(tmp_path: Path) -> None:
    other = tmp_path / RECOGNIZER
    other.write_bytes(b"not the network that was measured")
    assert activation_ranges_of(other) == {}
    assert ACTIVATION_RANGES.is_file()


def test_int8_sees_the_same_characters_as_floats() -> None:
    import openvino

    core, model = openvino.Core(), models_of_the_wheel() / RECOGNIZER
    networks = [core.read_model(model) for _ in range(2)]
    quantize(networks[1], activation_ranges_of(model))
    assert all(node.input_value(1).get_node().get_type_name() == "Multiply" for node in pointwise(networks[1]))
    floats, whole = (core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}) for network in networks)
    same = columns = 0
    for seed in range(1000, 1008):
        pixels = ((measuring.drawn(seed).astype(np.float32) - 127.5) / 127.5).transpose(2, 0, 1)[None]
        best = [compiled([pixels])[0][0].argmax(1) for compiled in (floats, whole)]
        same += int((best[0] == best[1]).sum())
        columns += len(best[0])
    assert same / columns > 0.97
