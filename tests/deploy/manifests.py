"""What `deploy/kubernetes` gives the cluster, by overlay."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.processes import ROOT

FOLDER = ROOT / "deploy/kubernetes"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OVERLAYS = sorted(path.name for path in (FOLDER / "overlays").iterdir())
POD_OWNERS = ("Deployment", "StatefulSet")


def files() -> list[Path]:
    """The files of objects, as they are written: no kustomization changes what they are."""
    return sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "kustomization.yaml")


@cache
def written() -> list[dict[str, Any]]:
    """All objects as they are written."""
    return [one for path in files() for one in yaml.safe_load_all(path.read_text())]


def pods() -> dict[str, dict[str, Any]]:
    """The pod specifications by the names of what owns them."""
    return {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in written() if one["kind"] in POD_OWNERS}


def container(name: str) -> dict[str, Any]:
    (only,) = pods()[name]["containers"]
    return dict(only)


def built(folder: Path) -> list[dict[str, Any]]:
    """The objects of an overlay, by the program that a cluster's users have."""
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [one for one in yaml.safe_load_all(done.stdout) if one]
