"""Fit the recognizer's hard swishes: ``python -m training.hard_swish --help``.

Draws the lines of `training.activation_ranges` and lets the float network read them. The scale and shift of every
channel are those with which hard swish is nearest to GELU, and the weights behind it those with which the block's
output is nearest to what it was: linear least squares, but for a search over few scales and shifts.
`training.activation_ranges` is to be run afterwards.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.activation_ranges import drawn
from worker.ocr.hard_swish import HARD_SWISH, Fit, blocks
from worker.ocr.int8 import checksum, constant
from worker.ocr.networks import MEAN, SCALE
from worker.ocr.rapid import RECOGNIZER, models_of_the_wheel

SCALES = (0.25, 0.5, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 3.0, 4.0)
SHIFTS = (-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0)

FEW, MANY = 40, 700
"""Places of each line, drawn at random, from which scales and shifts, and then weights, are fitted."""

RIDGE = 1e-5
"""Of the mean square of the activations: keeps weights small that the lines say little about."""

Floats = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(prog="python -m training.hard_swish", description=__doc__)
    parser.add_argument("--lines", type=int, default=120, help="lines to read (default 120)")
    parser.add_argument("--to", type=Path, default=HARD_SWISH, metavar="FILE", help="default: where workers expect it")
    parsed = parser.parse_args(arguments)
    model = models_of_the_wheel() / RECOGNIZER
    arrays: dict[str, Any] = {"network": np.array(checksum(model))}
    for name, fit in fit_all(model, parsed.lines).items():
        # Half precision is 16 times finer than the int8 that the weights end in.
        arrays |= {f"{name}/{field}": value.astype(np.float16) for field, value in fit._asdict().items()}
    np.savez_compressed(parsed.to, **arrays)
    print(parsed.to)


def fit_all(model: Path, lines: int) -> dict[str, Fit]:
    """The fits of all blocks, over so many drawn lines."""
    import openvino
    from openvino import opset13 as ops

    core = openvino.Core()
    network = core.read_model(model)
    found = blocks(network)
    cut = openvino.Model([ops.result(block.expand_bias.output(0)) for block in found], network.get_parameters())
    request = core.compile_model(cut, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    weights = [constant(block.project)[..., 0, 0] for block in found]
    bias = [constant(block.project_bias).reshape(-1) for block in found]
    few = list(zip(*(inputs(request, seed, FEW) for seed in range(lines)), strict=True))
    nearby = [nearest(np.concatenate(values)) for values in few]
    systems = [System(*matrix.shape) for matrix in weights]
    for seed in range(lines):
        for i, x in enumerate(inputs(request, seed, MANY)):
            scale, shift = nearby[i]
            systems[i].add(hard_swish(x * scale + shift), gelu(x) @ weights[i].T + bias[i])
    fits = {}
    for block, system, (scale, shift) in zip(found, systems, nearby, strict=True):
        fits[block.name] = Fit(scale, shift, *system.solve())
        print(f"{block.name}: {system.missed():.4f} of the mean square is missed", flush=True)
    return fits


def inputs(request: Any, seed: int, places: int) -> Iterator[Floats]:
    """What enters the GELUs at so many places of a drawn line, ``[places, channels]`` each."""
    pixels = (drawn(seed).astype(np.float32) - MEAN) / SCALE
    request.infer([pixels.transpose(2, 0, 1)[None]])
    for i in range(len(request.model_outputs)):
        data = request.get_output_tensor(i).data[0]
        columns = data.reshape(len(data), -1)
        yield columns[:, np.random.default_rng(seed).integers(0, columns.shape[1], places)].T.copy()


def gelu(x: Floats) -> Floats:
    """Exact to 1e-6 (Abramowitz and Stegun, 7.1.26)."""
    size = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + 0.3275911 * size)
    polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.asarray(0.5 * x * (1 + np.sign(x) * (1 - polynomial * np.exp(-size * size))), np.float32)


def hard_swish(x: Floats) -> Floats:
    """As OpenVINO's HSwish."""
    return np.asarray(x * np.clip(x / 6 + 0.5, 0, 1), np.float32)


def nearest(x: Floats) -> tuple[Floats, Floats]:
    """Scale and shift for every channel of ``[places, channels]`` with which hard swish is nearest to GELU."""
    goal = gelu(x)
    goal = goal - goal.mean(0)
    least = np.full(x.shape[1], np.inf, np.float32)
    scale, shift = np.ones(x.shape[1], np.float32), np.zeros(x.shape[1], np.float32)
    for one in SCALES:
        for other in SHIFTS:
            made = hard_swish(one * x + other)
            made = made - made.mean(0)
            slope = (made * goal).sum(0) / (np.square(made).sum(0) + 1e-9)
            error = np.square(slope * made - goal).mean(0)
            better = error < least
            least[better], scale[better], shift[better] = error[better], one, other
    return scale, shift


class System:
    """The normal equations of a linear map with bias from ``[places, inputs]`` to ``[places, outputs]``."""

    def __init__(self, outputs: int, inputs: int) -> None:
        self._gram = np.zeros((inputs + 1, inputs + 1))
        self._moment = np.zeros((inputs + 1, outputs))
        self._square = 0.0

    def add(self, x: Floats, goal: Floats) -> None:
        """More places."""
        ones = np.concatenate([x, np.ones((len(x), 1), np.float32)], 1)
        self._gram += ones.T @ ones
        self._moment += ones.T @ goal
        self._square += float(np.square(goal).sum())

    def _solution(self) -> NDArray[np.float64]:
        ridge = RIDGE * np.trace(self._gram) / len(self._gram)
        return np.asarray(np.linalg.solve(self._gram + ridge * np.eye(len(self._gram)), self._moment))

    def solve(self) -> tuple[Floats, Floats]:
        """Weights ``[outputs, inputs]`` and bias."""
        found = self._solution().astype(np.float32)
        return found[:-1].T, found[-1]

    def missed(self) -> float:
        """The share of the goals' mean square that the solution misses."""
        found = self._solution()
        return 1 - float((2 * self._moment - self._gram @ found).ravel() @ found.ravel()) / self._square


if __name__ == "__main__":
    main()
