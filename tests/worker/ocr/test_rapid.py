"""The default engine reads pages as scanners, cameras and fax machines make them."""

import contextlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bench.reading.drawn_pages import DPI, Made, Sheet, dense, font, table
from bench.reading.pages import PAGES, Degrade, clean, light, make, medium, turned_90, turned_180
from shared.errors import DeviceMissing, ModelMissing, UnsupportedLanguage
from shared.settings import Settings
from tests.worker.ocr.scores import error_rate, found_in_place
from worker.ocr import networks
from worker.ocr.alphabets import Alphabet
from worker.ocr.engine import OcrEngine
from worker.ocr.page import recognize_page
from worker.ocr.page_transform import Image
from worker.ocr.rapid import RapidEngine
from worker.ocr.registry import load_engine

ENGLISH = ("en",)


@pytest.mark.parametrize(
    ("kind", "worst"),
    [("light", 0.002), ("medium", 0.004), ("photo", 0.004), ("fax", 0.02), ("columns", 0.004)],
)
def test_a_page_is_read_whatever_became_of_it(rapid: OcrEngine, kind: str, worst: float) -> None:
    draw, degrade = PAGES[kind]
    made = degrade(draw(1, words=160), 1)  # type: ignore[call-arg]
    text, words, *_ = recognize_page(rapid, made.image, ENGLISH)
    assert error_rate(text, made.text) <= worst
    assert found_in_place(made, text, words) >= 0.97
    assert (words.mean_confidence() or 0) > 0.9


@pytest.mark.parametrize("turn", ["turned 90", "turned 180", "turned 270"])
def test_a_turned_page_is_read_upright_and_its_boxes_are_those_of_the_image_as_given(
    rapid: OcrEngine, turn: str
) -> None:
    made = PAGES[turn][1](dense(3, words=120), 3)
    text, words, *_ = recognize_page(rapid, made.image, ENGLISH)
    assert error_rate(text, made.text) <= 0.005
    assert found_in_place(made, text, words) >= 0.97


def test_a_receipt_is_read_with_its_amounts(rapid: OcrEngine) -> None:
    made = make("receipt", 2)
    text, *_ = recognize_page(rapid, made.image, ENGLISH)
    read, written = set(text.split()), set(made.text.split())
    assert len(read & written) / len(written) > 0.88


@pytest.mark.parametrize("state", [light, medium, turned_90, turned_180], ids=lambda state: state.__name__)
def test_the_rows_of_a_ruled_table_are_read_cell_by_cell(rapid: OcrEngine, state: Degrade) -> None:
    made = state(table(5), 5)
    text, words, *_ = recognize_page(rapid, made.image, ENGLISH)
    assert error_rate(text, made.text) <= 0.002
    assert found_in_place(made, text, words) >= 0.97


def test_gray_and_coloured_images_read_the_same(rapid: OcrEngine) -> None:
    gray = dense(1, words=40).image[:600]
    colored = np.repeat(gray[..., None], 3, 2)
    assert recognize_page(rapid, gray, ENGLISH) == recognize_page(rapid, colored, ENGLISH)


@pytest.mark.parametrize("shape", [(1, 1), (1, 6000), (20, 3000), (900, 30), (64, 64, 3)])
def test_an_image_without_text_has_no_words(rapid: OcrEngine, shape: tuple[int, ...]) -> None:
    text, words, *_ = recognize_page(rapid, np.full(shape, 255, np.uint8), ENGLISH)
    assert (text, len(words)) == ("", 0)


def test_boxes_stay_inside_the_image(rapid: OcrEngine) -> None:
    made = PAGES["medium"][1](dense(0, words=90), 0)
    cropped = made.image[:900, 60:700]
    _, words, *_ = recognize_page(rapid, np.ascontiguousarray(cropped), ENGLISH)
    assert len(words)
    assert all(0 <= w.box[0] < w.box[2] <= 1 and 0 <= w.box[1] < w.box[3] <= 1 for w in words)


def _written(lines: list[str], name: str = "DejaVuSans", pixels: int = 34) -> Made:
    sheet = Sheet(1200, 120 + 70 * len(lines))
    face = font(name, pixels)
    for i, line in enumerate(lines):
        sheet.write(60, 60 + 70 * i, line.split(" "), face, face.getlength(" "))
    return clean(sheet.made(), 0)


def test_letters_with_accents_are_read(rapid: OcrEngine) -> None:
    made = _written(["Größe übernächster Straße", "déjà vu à l'œuvre", "mañana, señor: ¿qué?", "Łódź świętować żółw"])
    text, *_ = recognize_page(rapid, made.image, ("de", "fr", "es", "pl"))
    assert error_rate(text, made.text) < 0.05


def test_the_x_of_a_receipt_is_a_letter_and_that_between_two_sizes_a_sign(rapid: OcrEngine) -> None:
    receipt = make("receipt", 1)
    text, *_ = recognize_page(rapid, receipt.image, ENGLISH)
    assert "×" not in text
    sizes = _written(["Sheets of 210 × 297 mm in packs", "Screen: 1920 × 1080 at 60 Hz", "6 × 7 = 42"])
    text, *_ = recognize_page(rapid, sizes.image, ENGLISH)
    assert text.count("×") == 3


def test_text_that_runs_up_or_down_the_edge_of_an_upright_page_is_read(rapid: OcrEngine) -> None:
    page = _written(["The main part of this page is level", "and so is the second line of it", "and the third"]).image
    edge = _written(["DRAFT VERSION"]).image[40:140, 40:420]
    for turns in (1, 3):
        whole = np.full((700, page.shape[1] + 140), 255, np.uint8)
        whole[: page.shape[0], 140:] = page
        turned = np.rot90(edge, turns)
        whole[20 : 20 + turned.shape[0], 10 : 10 + turned.shape[1]] = turned
        text, *_ = recognize_page(rapid, whole, ENGLISH)
        assert "DRAFT VERSION" in text
        assert "The main part of this page is level" in text


def test_every_line_of_an_upright_page_is_recognized_once(rapid: RapidEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    image = dense(1, words=160).image
    alphabet, recognize = rapid._recognizer(ENGLISH)
    given: list[int] = []

    def counted(lines: Sequence[Image]) -> list[networks.Columns]:
        given.extend(line.shape[1] for line in lines)
        return recognize(lines)

    monkeypatch.setitem(rapid._recognizers, Alphabet.key(ENGLISH), (alphabet, counted))
    assert len(rapid.recognize(image, ENGLISH).lines) == len(given)


def test_a_language_of_latin_letters_never_yields_ideographs(rapid: OcrEngine) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (400, 700), dtype=np.uint8)
    for made in (PAGES["fax"][1](dense(4, words=60), 4).image, np.kron(noise[::8, ::8], np.ones((8, 8), np.uint8))):
        text, *_ = recognize_page(rapid, made, ENGLISH)
        assert all(ord(character) < 0x2E80 for character in text)


def test_processes_side_by_side_are_not_bound_to_the_same_cores(rapid: OcrEngine) -> None:
    image = dense(2, words=160).image
    allowed = set()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(recognize_page, rapid, image, ENGLISH)
        while not reading.done():  # threads are bound while they compute, and set free after it
            for task in Path("/proc/self/task").iterdir():
                with contextlib.suppress(ProcessLookupError):  # it has ended since it was listed
                    allowed.add(_cores(int(task.name)))
    assert allowed == {_cores(0)}


def _cores(thread: int) -> frozenset[int]:
    return frozenset(os.sched_getaffinity(thread))


def test_a_language_that_the_engine_lacks_is_refused(rapid: OcrEngine) -> None:
    with pytest.raises(UnsupportedLanguage):
        recognize_page(rapid, np.full((64, 64), 255, np.uint8), ("en", "ru"))
    with pytest.raises(UnsupportedLanguage):
        load_engine(Settings(ocr_languages=("xx",), threads=1))


def test_a_gpu_is_refused_rather_than_left_unused() -> None:
    with pytest.raises(DeviceMissing):
        load_engine(Settings(device="cuda", threads=1))


def test_a_folder_without_the_networks_is_an_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelMissing):
        load_engine(Settings(ocr_models=tmp_path, threads=1))


def test_both_runtimes_read_the_same(rapid: OcrEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dense(3, words=60)
    part = made.image[: int(3.0 * DPI)]
    monkeypatch.setattr(networks.importlib.util, "find_spec", lambda name: None)
    other = RapidEngine(rapid._recognizer_file.parent, 2)  # type: ignore[attr-defined]
    assert "ONNX Runtime" in other.model
    text, *_ = recognize_page(other, part, ENGLISH)
    assert error_rate(text, recognize_page(rapid, part, ENGLISH)[0]) < 0.01
