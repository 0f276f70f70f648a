"""What is installed beside PyTorch has the hashes of the lock, or is refused."""

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ROOT

UV = Path(sys.prefix).parent / ".venv-build/bin/uv"

pytestmark = pytest.mark.skipif(not UV.exists(), reason="uv is not beside this environment")


def wheel(folder: Path, name: str, needs: str = "") -> str:
    """Make a wheel of version 1; its hash."""
    path = folder / f"{name}-1-py3-none-any.whl"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n" + (f"Requires-Dist: {needs}\n" if needs else "")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{name}-1.dist-info/METADATA", metadata)
        archive.writestr(
            f"{name}-1.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{name}-1.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def install(tmp_path: Path) -> Callable[[dict[str, str]], "subprocess.CompletedProcess[str]"]:
    """Install torch and alpha, which needs beta, with these hashes in the lock instead of the wheels' own."""
    index, own = tmp_path / "index", tmp_path / "wheels"
    for folder in (index, own, tmp_path / "requirements"):
        folder.mkdir()
    hashes = {"alpha": wheel(index, "alpha", "beta"), "beta": wheel(index, "beta"), "gamma": wheel(index, "gamma")}
    wheel(index, "torch", "gamma")
    wheel(own, "torch", "gamma")

    def run(changed: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        locked = {name: one for name, one in (hashes | changed).items() if one}
        rows = [f"{name}==1 \\\n    --hash=sha256:{one}\n    # via x\n" for name, one in locked.items()]
        rows.append(f"torch==1 \\\n    --hash=sha256:{'0' * 64}\n")
        (tmp_path / "requirements/worker-torch.txt").write_text("".join(rows))
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("UV_")},
            "PATH": f"{UV.parent}:{os.environ['PATH']}",
            "VIRTUAL_ENV": str(tmp_path / "venv"),
            "UV_FIND_LINKS": str(index),
            # A package that is not in the folder is looked for nowhere else.
            "UV_OFFLINE": "1",
            "UV_NO_CONFIG": "1",
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "WHEELS": str(own),
        }
        subprocess.run([str(UV), "venv", "--quiet", environment["VIRTUAL_ENV"]], check=True)
        command = ["sh", str(ROOT / "deploy/torch.sh"), "wheels", "torch", "alpha"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def test_what_the_lock_has_is_installed(
    install: Callable[[dict[str, str]], "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    done = install({})
    assert done.returncode == 0, done.stderr
    installed = {path.name for path in (tmp_path / "venv").rglob("*.py")}
    assert {"torch.py", "alpha.py", "beta.py", "gamma.py"} <= installed


@pytest.mark.parametrize("changed", [{"beta": "0" * 64}, {"gamma": "1" * 64}, {"beta": ""}])
def test_another_hash_and_what_is_not_in_the_lock_are_refused(
    install: Callable[[dict[str, str]], "subprocess.CompletedProcess[str]"], changed: dict[str, str]
) -> None:
    done = install(changed)
    assert done.returncode != 0
    assert next(iter(changed)) in done.stderr
