"""The coverage-guided targets in short, where there is atheris: on Linux for x86-64."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ("sniff", "pack", "html", "ledger")
"""One of each file of properties, all of which are tried on inputs that are drawn blindly too."""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine"
)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_finds_nothing_in_a_second(target: str) -> None:
    command = [sys.executable, "-m", "bench.fuzz", target, "--seconds", "1", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "number_of_executed_units" in done.stderr
