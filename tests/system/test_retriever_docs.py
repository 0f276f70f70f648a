"""The documentation of the retrievers runs: each block of it, and its program."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.processes import ROOT
from tests.system.conftest import Service

DOCS = ROOT / "docs"


@pytest.fixture
def docs(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples, in which a service is found."""
    (tmp_path / "sample").symlink_to(DOCS / "sample")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCINSIGHT_BASE", service.base)
    return tmp_path


def test_every_block_of_the_documentation_runs(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (DOCS / "retrievers.md").read_text(), re.S | re.M)
    assert len(blocks) > 5
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "retrievers.md", "exec"), names)
    shown = capsys.readouterr().out
    assert "Signed for the harbour office by Tomas Lindqvist." in shown
    for name, width in (("passage.png", 1000), ("name.png", 1200)):
        with Image.open(docs / name) as picture:
            assert picture.width == width


def test_the_program_cites_passages_with_their_pages_framed(docs: Path) -> None:
    arguments = ["What did the dredging cost?", "sample/report.pdf", "--to", "cited", "--top", "1"]
    command = [sys.executable, DOCS / "examples/cite.py", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=docs)
    assert ran.returncode == 0, ran.stderr
    written = (docs / ran.stdout.strip()).read_text()
    assert "> The total cost came to 1.36 million euros" in written
    assert "![report.pdf, page 1](passage-1.png)" in written
    with Image.open(docs / "cited/passage-1.png") as picture:
        colors = picture.convert("RGB").getcolors(1 << 24)
    assert [color for _, color in colors or [] if color[0] - color[2] > 60], "the passage is framed"
