"""The detector's end, computed where its pixels are few, gives what it gave."""

import cv2
import numpy as np

from bench.reading.drawn_pages import dense
from worker.ocr.detector_head import fold_head
from worker.ocr.networks import MEAN, SCALE
from worker.ocr.rapid import DETECTOR, RECOGNIZER, models_of_the_wheel


def test_the_detector_sees_the_same_text_with_its_end_folded() -> None:
    import openvino

    core = openvino.Core()
    networks = [core.read_model(models_of_the_wheel() / DETECTOR) for _ in range(2)]
    networks[1] = fold_head(networks[1])
    kinds = [{node.get_type_name() for node in network.get_ordered_ops()} for network in networks]
    assert ["ConvolutionBackpropData" in one for one in kinds] == [True, False]
    page = cv2.resize(dense(2, words=60).image[:640, :960], (480, 320), interpolation=cv2.INTER_AREA)
    pixels = np.repeat(((page.astype(np.float32) - MEAN) / SCALE)[None, None], 3, 1)
    given, folded = (
        core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})([pixels])[0] for network in networks
    )
    assert given.shape == folded.shape == (1, 1, 320, 480)
    assert given.max() > 0.9
    assert np.abs(given - folded).max() < 1e-3


def test_a_network_with_another_end_is_left_as_it_is() -> None:
    import openvino

    network = openvino.Core().read_model(models_of_the_wheel() / RECOGNIZER)
    assert fold_head(network) is network
