"""Imports between packages: which may import which, and what the gateway must never load."""

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from shared import __version__

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "shared": {"shared"},
    "api": {"api", "shared"},
    "worker": {"worker", "shared"},
    "cli": {"cli", "docinsight_client", "shared"},
    "docinsight_client": {"docinsight_client"},
    "training": {"training", "worker", "shared"},
}
ELSEWHERE = {"docinsight_client": ROOT / "client"}
"""Where packages are that are not at the root."""
WORKER_MAY_IMPORT = {
    "layout": {"layout"},
    "formats": {"formats", "layout"},
    "ocr": {"ocr", "layout"},
    "extraction": {"extraction", "formats", "layout"},
    "searchable": {"searchable", "formats"},
}
HEAVY = ("worker", "torch", "transformers", "numpy", "PIL", "pypdfium2", "pdfplumber", "rapidocr", "onnxruntime", "cv2")


def modules_of(package: str) -> dict[str, Path]:
    """The modules of a package, and where they are."""
    root = ELSEWHERE.get(package, ROOT)
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (root / package).rglob("*.py")
    }


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    paths = modules_of(package).values()
    assert paths
    for path in paths:
        ours = {name.split(".")[0] for name in imported(path)} & MAY_IMPORT.keys()
        assert ours <= MAY_IMPORT[package], path


def test_no_imports_go_in_a_circle() -> None:
    modules = {name: path for package in MAY_IMPORT for name, path in modules_of(package).items()}
    graph = {name: set(_imported_at_start(path, modules.keys())) - {name} for name, path in modules.items()}
    # Raises CycleError, which names the circle.
    TopologicalSorter(graph).prepare()


def _imported_at_start(path: Path, modules: Collection[str]) -> Iterator[str]:
    """The modules that a module needs when it is imported; what its functions import comes later."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield from {module if module in modules else node.module} & set(modules)


def test_the_inside_of_celery_and_kombu_is_known_to_its_adapters_alone() -> None:
    internals = ("celery.worker", "celery.concurrency", "celery.app.", "kombu.utils", "kombu.transport", "billiard")
    knowing = {
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in modules_of(package).values()
        if any(name.startswith(internals) for name in imported(path))
    }
    assert knowing == {"shared/kombu_internals.py", "worker/runtime/celery_internals.py"}


def test_the_inside_of_uvicorn_is_known_to_one_module() -> None:
    knowing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "api").rglob("*.py")
        if any(name.startswith("uvicorn.") for name in imported(path))
    }
    assert knowing == {"api/http/protocol.py"}


def test_the_gateway_reads_no_settings_when_it_is_imported() -> None:
    modules = [*modules_of("api")]
    code = f"import importlib; [importlib.import_module(name) for name in {modules!r}]"
    environment = {**os.environ, "DOCINSIGHT_PORT": "none"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


@pytest.mark.parametrize("package", WORKER_MAY_IMPORT)
def test_imports_between_the_packages_of_the_worker_go_one_way(package: str) -> None:
    for path in (ROOT / "worker" / package).rglob("*.py"):
        ours = {name.split(".")[1] for name in imported(path) if name.startswith("worker.")}
        ours = {name for name in ours if (ROOT / "worker" / name).is_dir()}
        assert ours <= WORKER_MAY_IMPORT[package], path


def test_the_gateway_loads_no_model_and_opens_no_document() -> None:
    code = f"import sys, api.__main__, api.main; print([m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_a_worker_s_main_process_loads_no_model() -> None:
    code = "import sys, worker.app; print([m for m in ('torch', 'onnxruntime', 'openvino') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_the_version_is_the_same_wherever_it_is_written() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == __version__
