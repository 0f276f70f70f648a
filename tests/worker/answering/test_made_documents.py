"""A floor for the answers: made documents in three languages, printed and scanned, through the real extraction."""

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.models.page import Page
from shared.settings import Settings
from training.made import pdf, prose, records
from training.made.check import answer as right_answer
from training.made.model import Language
from training.made.scan import scan
from worker.answering.index import DocumentIndex, index_document
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.session import Searchable, answer
from worker.extraction.page import Recognizer, extract_page
from worker.formats.registry import open_source
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

KINDS = {**records.KINDS, **prose.KINDS}
PRINTED = ("payslip", "lab", "card", "lease", "minutes")
SCANNED = ("order",)
QUESTIONS = 4
SEED = 880_000
"""None that a reader is trained or calibrated on."""

LEAST_EXACT = {"printed": 0.8, "scanned": 0.75}
"""Share of the questions whose first answer is right to the letter; 0.9 and more when this was set."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return PageRecognizer(load_engine(Settings()), ("en", "de", "fr"))


def documents(kinds: tuple[str, ...], language: Language) -> Iterator[tuple[str, random.Random, list[tuple[str, str]]]]:
    """Kinds with their answerable questions and answers."""
    for number, kind in enumerate(kinds):
        rng = random.Random(SEED + number)
        made = KINDS[kind](rng, language)
        asked = [(q.text, right_answer(made, q.keys)) for q in made.questions if q.keys]
        yield kind, rng, rng.sample(asked, min(QUESTIONS, len(asked)))


def exact_share(reader: Reader, pages: list[Page], asked: list[tuple[str, str]]) -> list[bool]:
    """For each question whether the first answer is the right one."""
    by_number = {page.number: page for page in pages}
    index = DocumentIndex.unpack(index_document(pages))
    document = Searchable("made", "made.pdf", index, by_number.__getitem__)
    found = [answer(question, [document], reader, 1, windows=2).answers for question, _ in asked]
    return [
        bool(answers) and _folded(answers[0].text) == _folded(right)
        for answers, (_, right) in zip(found, asked, strict=True)
    ]


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if not character.isspace()).strip(string.punctuation)


def extracted(data: bytes | Path, media_type: str, recognizer: Recognizer | None) -> list[Page]:
    source = open_source(data, media_type)
    return [extract_page(source.page(n), "auto", recognizer) for n in range(1, source.page_count + 1)]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_printed_documents_are_answered_to_the_letter(reader: Reader, language: Language, tmp_path: Path) -> None:
    right: list[bool] = []
    for kind, rng, asked in documents(PRINTED, language):
        path = tmp_path / f"{kind}.pdf"
        pdf.draw(KINDS[kind](random.Random(SEED + PRINTED.index(kind)), language), path, rng)
        right += exact_share(reader, extracted(path, "application/pdf", None), asked)
    assert sum(right) / len(right) >= LEAST_EXACT["printed"]


def test_scanned_documents_are_answered_to_the_letter(reader: Reader, recognizer: Recognizer, tmp_path: Path) -> None:
    right: list[bool] = []
    for language in ("en", "de", "fr"):
        for kind, rng, asked in documents(SCANNED, language):
            path = tmp_path / f"{kind}.pdf"
            pdf.draw(KINDS[kind](random.Random(SEED + SCANNED.index(kind)), language), path, rng)
            pages = [page for image in scan(path, rng) for page in extracted(image, "image/jpeg", recognizer)]
            right += exact_share(reader, [pages[0]], asked)
    assert sum(right) / len(right) >= LEAST_EXACT["scanned"]
