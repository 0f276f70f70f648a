"""Made documents: they hold what their questions ask for, and so do their pages."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from training.made import pdf, prose, records
from training.made.check import answer, faults
from training.made.model import LANGUAGES
from training.made.scan import scan
from worker.extraction.page import extract_text
from worker.formats.registry import open_source

KINDS = {**records.KINDS, **prose.KINDS}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_question_is_answered_by_parts_that_are_there_once(kind: str) -> None:
    language = LANGUAGES[sorted(KINDS).index(kind) % len(LANGUAGES)]
    for seed in range(5):
        assert faults(KINDS[kind](random.Random(f"{kind} {seed}"), language)) == []


def test_the_same_seed_makes_the_same_document() -> None:
    for make in KINDS.values():
        assert make(random.Random(1), "it") == make(random.Random(1), "it")


def test_some_questions_have_no_answer() -> None:
    questions = [question for make in KINDS.values() for question in make(random.Random(2), "en").questions]
    unanswerable = sum(not question.keys for question in questions)
    assert 0.08 < unanswerable / len(questions) < 0.25


@pytest.mark.parametrize("kind", ["invoice", "form", "stats", "lease", "newsletter"])
def test_a_drawn_document_s_pages_contain_the_answers(kind: str, tmp_path: Path) -> None:
    found = []
    for number, language in enumerate(LANGUAGES):
        rng = random.Random(f"{kind} {number}")
        made = KINDS[kind](rng, language)
        pdf.draw(made, tmp_path / "made.pdf", rng)
        words = " ".join(_text_of(tmp_path / "made.pdf").split())
        found += [" ".join(answer(made, one.keys).split()) in words for one in made.questions if one.keys]
    assert sum(found) >= 0.95 * len(found)


def test_what_cannot_be_set_in_columns_of_one_height_is_set_in_one(tmp_path: Path) -> None:
    rng = random.Random(1_001_891)
    made = prose.KINDS["court_decision"](rng, rng.choice(["de"]))

    pdf.draw(made, tmp_path / "made.pdf", rng)

    assert "Gericht" in _text_of(tmp_path / "made.pdf")


def test_a_scan_is_a_picture_of_every_page(tmp_path: Path) -> None:
    rng = random.Random(3)
    pdf.draw(KINDS["lease"](rng, "en"), tmp_path / "made.pdf", rng)
    source = open_source(tmp_path / "made.pdf", "application/pdf")
    pages = scan(tmp_path / "made.pdf", rng)
    assert len(pages) == source.page_count
    with Image.open(io.BytesIO(pages[0])) as image:
        width, dpi = image.width, float(image.info["dpi"][0])
    assert width == pytest.approx(source.page(1).size[0] / 72 * dpi, abs=1)


def _text_of(path: Path) -> str:
    source = open_source(path, "application/pdf")
    pages = [extract_text(source.page(number)) for number in range(1, source.page_count + 1)]
    return "\n".join(page.text for page in pages if page)
