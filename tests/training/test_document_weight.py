from pathlib import Path

import pytest

from shared.settings import Settings
from tests.worker.answering.conftest import page
from training.document_weight import TOGETHER, add_document_weight, fit
from worker.answering.calibration import GENERIC
from worker.answering.manifest import BUNDLED, FILENAME, Manifest
from worker.answering.reader_registry import load_reader
from worker.models.squad import Article, LabeledQuestion

WORKS = ("bridge", "tower", "harbour", "mill", "chapel", "theatre", "lighthouse", "school")
NAMES = ("Ann Moss", "Bob Hart", "Cleo Finch", "Dan Reed", "Eva Lund", "Finn Gray", "Gus Vale", "Hana Pike")


def report(work: str, name: str) -> Article:
    text = f"Report on the {work}\n\nThe work took two years. It was led by {name}."
    return Article(f"{work}-{name}", [page(1, text)], [LabeledQuestion(f"Who led the work on the {work}?", [name], 1)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder whose manifest may be written."""
    for file in BUNDLED.iterdir():
        if file.name == FILENAME:
            (tmp_path / FILENAME).write_bytes(file.read_bytes())
        else:
            (tmp_path / file.name).symlink_to(file)
    return tmp_path


@pytest.fixture
def documents() -> list[Article]:
    """Two sessions of reports, each on another work."""
    return [report(work, name) for names in (NAMES, NAMES[::-1]) for work, name in zip(WORKS, names, strict=True)]


def test_an_answer_counts_for_more_in_the_document_that_is_asked_about(folder: Path, documents: list[Article]) -> None:
    said = add_document_weight(folder, documents)

    assert said.startswith(f"{2 * TOGETHER} questions")
    calibration = Manifest.read(folder).calibration
    assert calibration is not None
    assert calibration.rank["document"] > 0


def test_a_reader_without_a_calibration_is_refused(folder: Path) -> None:
    manifest = Manifest.read(folder).model_copy(update={"calibration": None})
    (folder / FILENAME).write_text(manifest.model_dump_json())

    with pytest.raises(SystemExit, match=r"training\.calibrate"):
        add_document_weight(folder, [])


def test_the_weight_for_readers_without_a_calibration_is_fitted_without_the_readers_scores(
    folder: Path, documents: list[Article]
) -> None:
    before = (folder / FILENAME).read_bytes()

    weight, said = fit(load_reader(Settings(reader_model=folder)), GENERIC, documents)

    assert weight > 0
    assert said.endswith(f"weight {weight:g}")
    assert (folder / FILENAME).read_bytes() == before
