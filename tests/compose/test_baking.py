"""A model of a hub's kind, baked into an image through the path that every model takes."""

import os
import sys
from pathlib import Path

from bench.containers.stack import Stack, docker
from tests.compose.tiny import save_distilbert


def torch_build() -> dict[str, str]:
    """Where the image's PyTorch comes from: wheels that this machine keeps for pip, or else what TORCH says."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    folder = os.environ.get("PIP_FIND_LINKS", "")
    if folder and list(Path(folder).glob(f"torch-*{python}-*.whl")):
        return {"TORCH": "wheels", "WHEELS_FOLDER": folder}
    return {"TORCH": os.environ.get("TORCH", "cpu")}


def test_a_folder_as_a_hub_has_it_becomes_a_small_graph_that_runs_without_torch_and_network(
    built: Stack, tmp_path: Path
) -> None:
    save_distilbert(tmp_path / "tiny-distilbert")
    # Random weights bear no rounding: their best answer leads by nothing.
    model = {"READER_MODEL": "./deploy/models/tiny-distilbert", "BAKE_OPTIONS": "--agreement 0"}
    baked = Stack(built.project, "test-baked", {**model, "MODELS_FOLDER": str(tmp_path), **torch_build()})
    baked.compose("build", "--quiet", "worker")

    alone = ("run", "--rm", "--network", "none", "--read-only", baked.image("worker"))
    said = docker(*alone, "python", "-m", "worker.models.bake", "list")
    assert said.startswith("tiny-distilbert  revision local")
    said = docker(*alone, "python", "-m", "worker.models.bake", "verify")
    assert "all files as its manifest says; " in said
    assert sorted(docker(*alone, "ls", "/models/reader").split()) == [
        "config.json",
        "manifest.json",
        "model.int8.onnx",
        "tokenizer.json",
    ]
    found = "import importlib.util as i; print(i.find_spec('torch'))"
    assert docker(*alone, "python", "-c", found).strip() == "None"
