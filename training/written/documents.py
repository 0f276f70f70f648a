"""Written documents as a service meets them: printed by a browser, some of them scanned, and extracted.

Each is an HTML file of ``documents/`` and a JSON file beside it: its language, whether it is scanned, and its
questions, each with the answers that are right, as they stand in the text, and the page they are on; without answers,
the document does not say. Needs Chromium.
"""

import io
import pickle
import random
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from pydantic import BaseModel, ConfigDict

from shared.models.page import Page
from shared.settings import Settings
from training.made.scan import scan
from worker.extraction.page import extract_page
from worker.formats.registry import open_source
from worker.models.squad import Article, LabeledQuestion
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

FOLDER = Path(__file__).parent / "documents"
PRINT_SECONDS = 120.0

HELD_OUT = 4
"""One of so many documents is kept out of training."""

QuestionKind = Literal["amount", "clause", "date", "field", "list", "name", "none", "number", "prose", "table", "yesno"]


class WrittenQuestion(BaseModel):
    """A question; ``answers`` are verbatim, but for white space, on ``page``. Without them, ``kind`` is "none"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    language: str
    kind: QuestionKind
    answers: tuple[str, ...]
    page: int | None


class Written(BaseModel):
    """What is known of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    scanned: bool
    questions: tuple[WrittenQuestion, ...]


class Document(NamedTuple):
    """A written document, its HTML file named after it."""

    name: str
    html: Path
    written: Written


def written_documents(folder: Path = FOLDER) -> Iterator[Document]:
    """All documents, by name. Raises ValueError if a file is not as it should be."""
    for html in sorted(folder.glob("*.html")):
        yield Document(html.stem, html, Written.model_validate_json(html.with_suffix(".json").read_bytes()))


def is_held_out(name: str) -> bool:
    """Whether a document is kept out of the reader's training."""
    return zlib.crc32(name.encode()) % HELD_OUT == 0


def article_of(document: Document) -> Article:
    """The document, printed and extracted, with all of its questions. Raises FileNotFoundError without Chromium."""
    questions = [
        LabeledQuestion(asked.question, list(asked.answers), asked.page) for asked in document.written.questions
    ]
    return Article(document.name, pages_of(document), questions)


def articles_of(documents: Iterable[Document], kept: Path | None = None) -> Iterator[Article]:
    """The documents, printed and extracted; those that are in the folder ``kept`` as they are there.

    Those that are not are put into it. Raises FileNotFoundError without Chromium.
    """
    for document in documents:
        file = kept / f"{document.name}.pkl" if kept else None
        if file and file.exists():
            yield pickle.loads(file.read_bytes())  # noqa: S301 - written below
            continue
        article = article_of(document)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pickle.dumps(article))
        yield article


def pages_of(document: Document) -> list[Page]:
    """The pages of the document, printed and extracted like an uploaded one."""
    recognizer = None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        print_pdf(document.html, path)
        if document.written.scanned:
            _scan(path, random.Random(document.name))
            settings = Settings()
            recognizer = PageRecognizer(load_engine(settings), settings.ocr_languages)
        source = open_source(path, "application/pdf")
        try:
            numbers = range(1, source.page_count + 1)
            return [extract_page(source.page(n), "auto" if recognizer else "off", recognizer) for n in numbers]
        finally:
            source.close()


def print_pdf(html: Path, path: Path) -> None:
    """Print a page as Chromium does. Raises FileNotFoundError where there is none, OSError if it fails."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("Written documents are printed by Chromium: install chromium.")
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
        ]
        command = [chromium, *options, f"--print-to-pdf={path}", html.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PRINT_SECONDS, check=False)
    if done.returncode or not path.exists():
        raise OSError(f"Chromium did not print {html.name}: {done.stderr.strip()}")


def _scan(path: Path, rng: random.Random) -> None:
    """Put the scanned pages in the place of the printed ones."""
    pages = [Image.open(io.BytesIO(page)) for page in scan(path, rng)]
    resolution = float(pages[0].info["dpi"][0])
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=resolution)
