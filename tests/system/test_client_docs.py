"""The client's documentation runs: each block of it, the script and the notebook."""

import ast
import asyncio
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image, ImageShow

from tests.processes import ROOT
from tests.system.conftest import Service

DOCS = ROOT / "docs"


class Screen(ImageShow.Viewer):
    """A viewer that keeps what it is given."""

    def __init__(self) -> None:
        self.shown: list[Image.Image] = []

    def show(self, image: Image.Image, **_: Any) -> int:
        """Keep an image."""
        self.shown.append(image)
        return 1


@pytest.fixture
def docs(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples, in which a service is found."""
    (tmp_path / "sample").symlink_to(DOCS / "sample")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCINSIGHT_BASE", service.base)
    return tmp_path


def test_every_block_of_the_documentation_runs(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(ImageShow, "_viewers", [screen])
    blocks = re.findall(r"^```python\n(.*?)^```", (DOCS / "client.md").read_text(), re.S | re.M)
    assert len(blocks) > 8
    names: dict[str, Any] = {}
    for block in blocks:
        code = compile(block, "client.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if code.co_flags & inspect.CO_COROUTINE:
            asyncio.run(eval(code, names))
        else:
            exec(code, names)
    assert len(screen.shown) == 1
    assert (docs / "report-again.pdf").read_bytes() == (DOCS / "sample/report.pdf").read_bytes()


def test_the_script_answers_and_writes_the_framed_page(docs: Path) -> None:
    arguments = ["Who signed the delivery note?", "sample/report.pdf", "sample/scan.jpg", "--save-page", "page.jpg"]
    ran = subprocess.run(
        [sys.executable, DOCS / "ask.py", *arguments], capture_output=True, text=True, check=False, cwd=docs
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(("0.", "1.00"))
    assert "Tomas Lindqvist  (scan.jpg, page 1)" in ran.stdout.splitlines()[0]
    with Image.open(docs / "page.jpg") as page:
        assert page.size[0] == 1200


def test_the_notebook_runs_and_shows_the_framed_page(docs: Path) -> None:
    notebook = nbformat.read(DOCS / "client.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(docs)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if "image/png" in output.get("data", {})]
    assert "Tomas Lindqvist" in str(outputs)
