"""Checkpoints put together."""

from pathlib import Path

import numpy as np
import pytest

from training.reader.__main__ import main
from training.reader.checkpoint import EMBEDDINGS, LAYERS
from training.reader.encoder import CONFIG, TOKENIZER


def checkpoint(folder: Path, weight: float) -> Path:
    folder.mkdir()
    np.savez(folder / LAYERS, query=np.full((2, 3), weight, np.float16))
    np.savez(folder / EMBEDDINGS, rows=np.full((4, 3), int(weight), np.int8), scales=np.ones((4, 1), np.float32))
    for name in (CONFIG, TOKENIZER):
        (folder / name).write_text(f"{name} of {folder.name}")
    return folder


def test_the_layers_of_two_checkpoints_are_mixed_and_all_else_is_of_the_first(tmp_path: Path) -> None:
    first, second = checkpoint(tmp_path / "first", 1.0), checkpoint(tmp_path / "second", 5.0)
    target = tmp_path / "mixed"

    assert main(["mix", "--from", str(first), "--with", str(second), "--share", "0.25", "--to", str(target)]) == 0

    with np.load(target / LAYERS) as layers:
        assert layers["query"].dtype == np.float16
        assert layers["query"] == pytest.approx(2.0)
    for name in (EMBEDDINGS, CONFIG, TOKENIZER):
        assert (target / name).read_bytes() == (first / name).read_bytes()


def test_a_folder_that_exists_is_not_written_over(tmp_path: Path) -> None:
    first, second = checkpoint(tmp_path / "first", 1.0), checkpoint(tmp_path / "second", 5.0)

    with pytest.raises(SystemExit, match="exists"):
        main(["mix", "--from", str(first), "--with", str(second), "--to", str(second)])
