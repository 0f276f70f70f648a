"""64-bit ARM, as far as it shows without such a machine: all that is locked has wheels, and nothing names another."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from deploy import arm64
from tests.processes import ROOT

RECORD: dict[str, dict[str, str]] = json.loads((ROOT / "requirements/arm64.json").read_text())
# kubectl.txt holds a program for x86-64 that the tests alone run.
LOCKS = sorted(set((ROOT / "requirements").glob("*.txt")) - {ROOT / "requirements/kubectl.txt"})
LEFT_OUT = {"atheris": "`make fuzz`"}
"""Packages that are left out there, and what is missing without them: docs/deploy.md says so."""


def locked(lock: Path) -> dict[Requirement, set[str]]:
    """The packages of a lock, and the SHA-256 of their files."""
    found: dict[Requirement, set[str]] = {}
    for part in re.split(r"\n(?=\w)", lock.read_text()):
        first, *hashes = re.split(r" \\\n\s+--hash=sha256:", part)
        if hashes:
            found[Requirement(first)] = {digest[:64] for digest in hashes}
    return found


def environment(python: tuple[int, int]) -> dict[str, str]:
    """What markers see there."""
    version = f"{python[0]}.{python[1]}"
    return {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "aarch64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


@pytest.mark.parametrize("python", arm64.PYTHONS, ids=str)
@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_wheel(lock: Path, python: tuple[int, int]) -> None:
    suitable = arm64.tags(python)
    packages = locked(lock)
    assert len(packages) > 5
    for package, digests in packages.items():
        if package.marker is None or package.marker.evaluate(environment(python)):
            wheels = RECORD[f"{package.name}{package.specifier}"]
            fitting = [name for name in wheels if parse_wheel_filename(name)[3] & suitable]
            assert fitting, package
            # The record is of the files that are locked.
            assert digests.issuperset(wheels[name] for name in fitting), package


def test_what_is_left_out_is_said_with_what_it_means() -> None:
    there, here = environment((3, 11)), environment((3, 11)) | {"platform_machine": "x86_64"}
    markers = [(one.name, one.marker) for lock in LOCKS for one in locked(lock) if one.marker]
    left_out = {name for name, marker in markers if marker.evaluate(here) and not marker.evaluate(there)}
    assert left_out == set(LEFT_OUT)
    (paragraph,) = re.findall(r"\*\*64-bit ARM\.\*\*.*?\n\n", (ROOT / "docs/deploy.md").read_text(), re.DOTALL)
    for consequence in LEFT_OUT.values():
        assert consequence in paragraph


@pytest.mark.parametrize("name", ["Dockerfile.api", "Dockerfile.worker", "compose.yaml", "deploy/torch.sh"])
def test_no_image_is_of_one_architecture(name: str) -> None:
    assert not re.search(r"x86|amd64|aarch64|arm64|--platform|platform:|TARGETARCH", (ROOT / name).read_text())
