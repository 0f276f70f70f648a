"""The example of a language model beside the service: its quotes are checked, and framed on their pages."""

import base64
import io
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from PIL import Image

from shared.net import free_port
from tests.processes import ROOT, running, wait_until
from tests.system.conftest import Service
from tests.system.language_model import MADE_UP

DOCS = ROOT / "docs"
QUESTION = "Who signed for the harbour office?"
SENTENCE = "Signed for the harbour office by Tomas Lindqvist."


@pytest.fixture(scope="module")
def model() -> Iterator[str]:
    """The URL of the server that stands for one of a language model."""
    port = free_port()
    with running({}, "tests.system.language_model", str(port)):
        url = f"http://127.0.0.1:{port}/v1"
        wait_until(lambda: answers(url))
        yield url


def answers(url: str) -> bool:
    try:
        return httpx.post(url, json={"model": "x"}).status_code == 404
    except httpx.TransportError:
        return False


@pytest.fixture
def folder(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCINSIGHT_BASE", service.base)
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    return tmp_path


def answer(folder: Path, model: str, *options: str, name: str = "tools") -> subprocess.CompletedProcess[str]:
    files = [DOCS / "sample/report.pdf", DOCS / "sample/scan.jpg"]
    command = [sys.executable, DOCS / "examples/quoted_answer.py", QUESTION, *files]
    command += ["--model-url", model, "--model", name, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


class Page(HTMLParser):
    """What is on the page that was written."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.pictures: list[bytes] = []
        self.text = ""
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append(base64.b64decode((dict(attrs)["src"] or "").partition("base64,")[2]))

    def handle_data(self, data: str) -> None:
        self.text += data


def is_framed(picture: Image.Image) -> bool:
    return any(color[0] - color[2] > 60 for _, color in picture.convert("RGB").getcolors(1 << 24) or [])


@pytest.mark.parametrize("options", [(), ("--no-tools",)])
def test_every_claim_has_its_quote_framed_on_its_page_or_is_marked(
    folder: Path, model: str, options: tuple[str, ...]
) -> None:
    done = answer(folder, model, *options)
    assert done.returncode == 3, done.stderr
    assert "2 of 3 claims" in done.stdout
    page = Page((folder / "answer.html").read_text())
    assert page.text.count(f"“{SENTENCE}” scan.jpg, page 1") == 2, "also where the model named another passage"
    assert f"Not supported: the documents do not contain this quote. “{MADE_UP}”" in page.text
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert len(page.pictures) == 2
    with Image.open(io.BytesIO(page.pictures[0])) as picture:
        assert is_framed(picture)
        assert picture.height < picture.width / 2, "the part of the page around the quote"


def test_every_block_of_the_documentation_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sample").symlink_to(DOCS / "sample")
    monkeypatch.chdir(folder)
    blocks = re.findall(r"^ *```python\n(.*?)^ *```", (DOCS / "language-models.md").read_text(), re.S | re.M)
    assert len(blocks) == 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(textwrap.dedent(block), "language-models.md", "exec"), names)
    with Image.open(folder / "quote.png") as picture:
        assert is_framed(picture)


def test_the_answer_is_written_in_markdown_with_pictures_beside_it(folder: Path, model: str) -> None:
    done = answer(folder, model, "--to", "note.md", name="plain")
    assert done.returncode == 3, done.stderr
    written = (folder / "note.md").read_text()
    assert re.findall(r"!\[scan\\.jpg, page 1\]\(<(.+?)>\)", written) == ["note-1.png", "note-2.png"]
    assert written.count("**Not supported:") == 1
    assert r"\<script\>" in written
    with Image.open(folder / "note-2.png") as picture:
        assert is_framed(picture)


def test_an_answer_without_quotes_is_not_taken_for_one(folder: Path, model: str) -> None:
    done = answer(folder, model, name="prose")
    assert (done.returncode, "0 of 1 claims" in done.stdout) == (3, True), done.stderr
    assert "no quote was given" in (folder / "answer.html").read_text()


def test_a_model_that_is_away_is_one_clear_sentence(folder: Path, model: str) -> None:
    for url, name, sentence in (
        (model, "away", "The model's server answers with status 500."),
        ("http://127.0.0.1:9/v1", "tools", "The model's server does not answer at http://127.0.0.1:9/v1"),
    ):
        done = answer(folder, url, name=name)
        assert (done.returncode, done.stderr.startswith(sentence)) == (1, True), done.stderr
        assert "Traceback" not in done.stderr
