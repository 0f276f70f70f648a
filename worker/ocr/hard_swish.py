"""The recognizer's GELUs as hard swishes, where it computes in int8: they took a quarter of its time.

GELU is ``x * Φ(x)``, hard swish ``x * clip(x / 6 + 1/2, 0, 1)``. Between the two pointwise convolutions of a block,
each channel gets the scale and shift with which hard swish comes nearest to GELU on lines of many kinds, both made
part of the first convolution, and the second one gets the weights with which the block's output is nearest to what it
was. What is left of the difference is as large as that of int8. The weights come with the package, fitted by
`training.hard_swish` on the float network whose checksum the file names.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.ocr.int8 import checksum, constant, set_constant

HARD_SWISH = Path(__file__).parents[1] / "models" / "ocr" / "hard_swish.npz"


class Fit(NamedTuple):
    """What makes a block with hard swish do what it does with GELU."""

    scale: NDArray[np.float32]
    """Of every channel between the two convolutions, before the hard swish."""
    shift: NDArray[np.float32]
    """Likewise, added after the scale."""
    weights: NDArray[np.float32]
    """Of the second convolution, ``[out, in]``."""
    bias: NDArray[np.float32]
    """Of the second convolution."""


class Block(NamedTuple):
    """Nodes of a network: a pointwise convolution with its bias, GELU, and another one with its own."""

    expand: Any
    expand_bias: Any
    gelu: Any
    project: Any
    project_bias: Any

    @property
    def name(self) -> str:
        """That of the second convolution."""
        return str(self.project.get_friendly_name())


def blocks(network: Any) -> list[Block]:
    """The blocks of a network with GELU, from its input to its output."""
    found = []
    for node in network.get_ordered_ops():
        if node.get_type_name() != "Erf":
            continue
        # x / sqrt(2) -> erf -> + 1 -> * x -> * 1/2
        gelu = _user(_user(_user(node)))
        expand_bias = node.input_value(0).get_node().input_value(0).get_node()
        while expand_bias.get_type_name() != "Add":
            expand_bias = expand_bias.input_value(0).get_node()
        project = _user(gelu)
        found.append(Block(expand_bias.input_value(0).get_node(), expand_bias, gelu, project, _user(project)))
    return found


def fits_of(model: Path) -> dict[str, Fit]:
    """The fits for this very network by the blocks' names; empty for any other."""
    with np.load(HARD_SWISH) as file:
        if str(file["network"]) != checksum(model):
            return {}
        names = {key.rpartition("/")[0] for key in file.files if "/" in key}
        return {name: Fit(*(file[f"{name}/{field}"].astype(np.float32) for field in Fit._fields)) for name in names}


def use_hard_swish(network: Any, fits: dict[str, Fit]) -> None:
    """Replace the GELUs of the blocks that ``fits`` names, in place."""
    from openvino import opset13 as ops

    for block in blocks(network):
        if (fit := fits.get(block.name)) is None:
            continue
        scale, shift = fit.scale.reshape(1, -1, 1, 1), fit.shift.reshape(1, -1, 1, 1)
        set_constant(block.expand, constant(block.expand) * scale.reshape(-1, 1, 1, 1))
        set_constant(block.expand_bias, constant(block.expand_bias) * scale + shift)
        set_constant(block.project, fit.weights[..., None, None])
        set_constant(block.project_bias, fit.bias.reshape(1, -1, 1, 1))
        block.gelu.output(0).replace(ops.hswish(block.expand_bias.output(0)).output(0))


def _user(node: Any) -> Any:
    """The only node that takes the output of another."""
    (target,) = node.output(0).get_target_inputs()
    return target.get_node()
