"""The recognizer's hard swishes: fitted to the network that is bundled, and as good as its GELUs."""

from pathlib import Path

import numpy as np

from training.activation_ranges import drawn
from training.hard_swish import System, gelu, hard_swish, nearest
from worker.ocr.hard_swish import blocks, fits_of, use_hard_swish
from worker.ocr.networks import MEAN, SCALE
from worker.ocr.rapid import RECOGNIZER, models_of_the_wheel

MODEL = models_of_the_wheel() / RECOGNIZER


def test_every_block_of_the_network_that_comes_along_has_a_fit_that_comes_along() -> None:
    import openvino

    network, fits = openvino.Core().read_model(MODEL), fits_of(MODEL)
    assert {block.name for block in blocks(network)} == set(fits)
    use_hard_swish(network, fits)
    assert not blocks(network)
    assert sum(node.get_type_name() == "HSwish" for node in network.get_ordered_ops()) == len(fits) == 13


def test_another_network_keeps_its_gelus(tmp_path: Path) -> None:
    other = tmp_path / RECOGNIZER
    other.write_bytes(b"not the network that was fitted")
    assert fits_of(other) == {}


def test_hard_swishes_see_the_same_characters_as_gelus() -> None:
    import openvino

    core = openvino.Core()
    networks = [core.read_model(MODEL) for _ in range(2)]
    use_hard_swish(networks[1], fits_of(MODEL))
    exact, fast = (core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}) for network in networks)
    same = columns = 0
    for seed in range(1000, 1008):
        pixels = ((drawn(seed).astype(np.float32) - MEAN) / SCALE).transpose(2, 0, 1)[None]
        best = [compiled([pixels])[0][0].argmax(1) for compiled in (exact, fast)]
        same += int((best[0] == best[1]).sum())
        columns += len(best[0])
    assert same / columns > 0.97


def test_a_block_is_fitted_so_that_little_of_it_is_missed() -> None:
    rng = np.random.default_rng(1)
    # Channels as different from each other as those of the network.
    x = (rng.normal(0, 1, (4000, 12)) * rng.uniform(0.2, 3, 12) + rng.uniform(-1, 1, 12)).astype(np.float32)
    weights = rng.normal(0, 1, (5, 12)).astype(np.float32)
    goal = gelu(x) @ weights.T + 0.5
    scale, shift = nearest(x)
    system = System(*weights.shape)
    system.add(hard_swish(x * scale + shift), goal)
    found, bias = system.solve()
    missed = np.square(hard_swish(x * scale + shift) @ found.T + bias - goal).sum() / np.square(goal).sum()
    assert abs(missed - system.missed()) < 1e-4
    assert missed < 0.01
    assert missed < 0.1 * np.square(hard_swish(x) @ weights.T + 0.5 - goal).sum() / np.square(goal).sum()
