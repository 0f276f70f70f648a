"""The benchmark of a GPU, where there is none: what was asked for and is absent is said, and nothing else measured."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")


def test_a_gpu_that_is_absent_ends_the_measurement_with_what_to_do(tmp_path: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    command = [sys.executable, "-m", "bench.gpu", "--easyocr-models", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().endswith("does not have; run 'docinsight doctor'.")
