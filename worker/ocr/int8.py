"""The recognizer's heavy layers in int8, for processors that multiply bytes twice as fast as bfloat16.

Four fifths of the recognizer's time go into its convolutions of one pixel. Those are computed in int8; all else stays
as it is. What int8 needs to know, the greatest value of each channel on lines of many kinds, comes with the package,
measured by `training.activation_ranges` on the float network whose checksum the file names.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ActivationRanges = dict[str, NDArray[np.float32]]
"""Greatest absolute value of every input channel of a convolution, by its name."""

ACTIVATION_RANGES = Path(__file__).parents[1] / "models" / "ocr" / "activation_ranges.npz"

SMOOTHQUANT_ALPHA = 0.7
"""How much of the differences between channels goes from the activations to the weights, from 0 to 1.

As in SmoothQuant (Xiao et al., 2023): at 0 channels are scaled by their weights alone, at 1 by their activations.
"""


def checksum(model: Path) -> str:
    """The SHA-256 of a network's file."""
    return hashlib.sha256(model.read_bytes()).hexdigest()


def activation_ranges_of(model: Path) -> ActivationRanges:
    """The ranges that were measured on this very network; empty for any other."""
    with np.load(ACTIVATION_RANGES) as file:
        if str(file["network"]) != checksum(model):
            return {}
        return {name: file[name].astype(np.float32) for name in file.files if name != "network"}


def pointwise(network: Any) -> list[Any]:
    """The convolutions of one pixel that run over a whole line."""
    return [
        node
        for node in network.get_ordered_ops()
        if node.get_type_name() == "Convolution"
        and node.input_value(1).get_partial_shape().to_shape()[2:] == [1, 1]
        and node.input_value(0).get_partial_shape()[2] != 1
    ]


def quantize(network: Any, ranges: ActivationRanges) -> None:
    """Make the convolutions that ``ranges`` names int8 ones, in place.

    A channel is divided by a factor on its way in and its weights are multiplied by it: channels of one layer differ
    tenfold, and would otherwise share a scale that is too coarse for most. The division costs nothing, since it is
    part of the rounding. Zero stays zero, as corrections for a shifted one cost as much time as int8 saves.
    """
    from openvino import opset13 as ops

    for node in pointwise(network):
        if (reach := ranges.get(node.get_friendly_name())) is None:
            continue
        entering = node.input_value(0)
        weights = node.input_value(1).get_node().data.astype(np.float32)
        factors = reach**SMOOTHQUANT_ALPHA / np.abs(weights).max((0, 2, 3)).clip(1e-6) ** (1 - SMOOTHQUANT_ALPHA)
        common = np.full((1, 1, 1, 1), (reach / factors).max(), np.float32)
        limits = (common * factors.reshape(1, -1, 1, 1)).astype(np.float32)
        weights = weights * factors.reshape(1, -1, 1, 1)
        steps = (np.abs(weights).max((1, 2, 3), keepdims=True) / 127).clip(1e-9).astype(np.float32)
        whole = ops.constant(np.round(weights / steps).astype(np.int8))
        if len(entering.get_target_inputs()) > 1:
            # OpenVINO rounds within the operation that makes a value, unless others take it too: by itself,
            # rounding is three passes over memory. This operation does nothing else: all values are greater.
            entering = ops.maximum(entering, ops.constant(np.float32(-2 * limits.max()))).output(0)
        top = np.float32(127 / 128)
        rounded = ops.fake_quantize(entering, -limits, limits * top, -common, common * top, 256)
        node.input(0).replace_source_output(rounded.output(0))
        node.input(1).replace_source_output(ops.multiply(ops.convert(whole, np.float32), ops.constant(steps)).output(0))
