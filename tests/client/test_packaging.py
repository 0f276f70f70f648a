"""What the distributions bring: the client needs none of the service's packages."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.test_rooms import ROOT

OURS = {"doc-insight": ROOT / "pyproject.toml", "doc-insight-client": ROOT / "client/pyproject.toml"}
SERVICE = ("celery", "kombu", "redis", "fastapi", "starlette", "uvicorn", "pydantic_settings", "structlog", "numpy")


def needed(name: str, *extras: str) -> set[str]:
    """The other distributions that one needs, and those that they need."""
    found: set[tuple[str, frozenset[str]]] = set()
    following = [(name, frozenset(extras))]
    while following:
        one = following.pop()
        if one not in found:
            found.add(one)
            following += [(each.name, frozenset(each.extras)) for each in _requirements(*one)]
    return {one for one, _ in found} - OURS.keys()


def _requirements(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    if name in OURS:
        with OURS[name].open("rb") as file:
            project = tomllib.load(file)["project"]
        parts = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
        lines = [line for part in parts for line in part]
    else:
        lines = metadata.requires(name) or []
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement


def environment(folder: Path, distributions: set[str], packages: list[Path]) -> list[str]:
    """A Python with nothing but these distributions and packages."""
    for name in distributions:
        for file in metadata.files(name) or []:
            top = file.parts[0]
            installed = Path(str(metadata.distribution(name).locate_file(top)))
            if top != ".." and not top.endswith(".pth") and installed.exists():
                (folder / top).unlink(missing_ok=True)
                (folder / top).symlink_to(installed)
    for package in packages:
        (folder / package.name).symlink_to(package)
    return [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); exec(sys.argv.pop(1))"]


def test_the_client_needs_httpx_and_pydantic_and_no_package_of_the_service(tmp_path: Path, base: str) -> None:
    distributions = needed("doc-insight-client")
    assert {"httpx", "httpx-sse", "pydantic"} < distributions
    assert not {name.replace("-", "_") for name in distributions} & {*SERVICE, "pillow"}
    python = environment(tmp_path, distributions, [ROOT / "client/docinsight_client"])
    code = f"""
import docinsight_client
with docinsight_client.DocInsight({base!r}) as di:
    print(di.health().redis)
for name in {SERVICE!r}:
    try:
        __import__(name)
    except ImportError:
        pass
    else:
        raise SystemExit(name + " is there as well")
"""
    ran = subprocess.run([*python, code], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.returncode) == ("ok", 0), ran.stderr


@pytest.mark.parametrize("extras", [(), ("cli",)])
def test_the_main_distribution_without_its_server_s_extras_brings_no_celery(extras: tuple[str, ...]) -> None:
    assert not needed("doc-insight", *extras) & {"celery", "redis", "fastapi", "onnxruntime"}


def test_the_command_line_speaks_to_a_service_without_the_packages_of_one(tmp_path: Path, base: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    packages = [ROOT / "client/docinsight_client", ROOT / "cli", ROOT / "shared"]
    python = environment(site, needed("doc-insight", "cli"), packages)
    code = "from cli.main import app; app()"

    def docinsight(*arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {"DOCINSIGHT_BASE": base, "DOCINSIGHT_STATE": str(tmp_path / "state"), "COLUMNS": "200"}
        return subprocess.run([*python, code, *arguments], env=variables, capture_output=True, text=True, check=False)

    note = tmp_path / "note.txt"
    note.write_text("The library opened in 1931.")
    uploaded = docinsight("upload", "--no-wait", "--json", str(note))
    assert uploaded.returncode == 0, uploaded.stderr
    assert json.loads(uploaded.stdout)["jobs"][0]["status"] == "queued"
    assert "queued" in docinsight("jobs").stdout
    up = docinsight("up")
    assert up.returncode == 1
    assert "pip install 'doc-insight[local]'" in up.stderr


def test_the_command_line_without_its_packages_says_how_they_are_installed(tmp_path: Path) -> None:
    python = environment(tmp_path, needed("doc-insight"), [ROOT / "cli", ROOT / "shared"])
    code = "from cli.__main__ import main; main()"
    ran = subprocess.run([*python, code, "--version"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("The command line needs its packages: pip install 'doc-insight[local]'")


@pytest.mark.parametrize(
    ("extra", "packages", "modules"),
    [
        ("api", ("api", "shared"), "api.__main__, api.main"),
        ("flower", ("shared",), "shared.queue, shared.startup, flower"),
    ],
)
def test_a_part_of_the_service_starts_with_the_packages_of_its_image(
    tmp_path: Path, extra: str, packages: tuple[str, ...], modules: str
) -> None:
    python = environment(tmp_path, needed("doc-insight", extra), [ROOT / package for package in packages])
    ran = subprocess.run([*python, f"import {modules}"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_client_is_marked_as_typed() -> None:
    assert (ROOT / "client/docinsight_client/py.typed").exists()


def test_the_client_loads_neither_its_optional_libraries_nor_their_retrievers() -> None:
    heavy = ("langchain_core", "llama_index", "PIL", "docinsight_client.langchain", "docinsight_client.llama_index")
    code = f"import sys, docinsight_client; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "client", capture_output=True, text=True, check=True
    ).stdout
    assert loaded.strip() == "[]"


@pytest.mark.parametrize(("extra", "library"), [("langchain", "langchain-core"), ("llama-index", "llama-index-core")])
def test_a_retriever_s_extra_brings_its_library_and_no_other(extra: str, library: str) -> None:
    brought = needed("doc-insight-client", extra) - needed("doc-insight-client")
    assert library in brought
    assert len(brought & {"langchain-core", "llama-index-core"}) == 1
