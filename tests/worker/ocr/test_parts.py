"""The engines' parts: turns, boxes, columns, and a page's orientation."""

import numpy as np
import pytest

from bench.reading.drawn_pages import receipt
from bench.reading.pages import light, make
from worker.ocr.alphabets import LANGUAGES, Alphabet
from worker.ocr.boxes import line_boxes
from worker.ocr.ctc import words
from worker.ocr.easy import split
from worker.ocr.lines import MAX_WIDTH, line_width
from worker.ocr.networks import Columns
from worker.ocr.orientation import detect_orientation
from worker.ocr.page_transform import PageTransform


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("skew", [0.0, 3.0])
def test_what_is_turned_upright_comes_back_to_its_place(turns: int, skew: float) -> None:
    transform = PageTransform(300, 200, turns, skew)
    given = np.array([[140.0, 90.0], [160.0, 90.0], [160.0, 110.0], [140.0, 110.0]], np.float32)
    there = transform.to_upright(given) / transform.size
    box = (*there.min(0).tolist(), *there.max(0).tolist())
    x0, y0, x1, y1 = transform.to_original(box)
    assert x0 <= 140 / 300 + 1e-3
    assert y0 <= 90 / 200 + 1e-3
    assert x1 >= 160 / 300 - 1e-3
    assert y1 >= 110 / 200 - 1e-3
    assert (x1 - x0) * 300 < 25


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_an_image_and_its_places_turn_alike(turns: int) -> None:
    image = np.full((200, 300), 255, np.uint8)
    image[20:30, 40:60] = 0
    transform = PageTransform(300, 200, turns)
    turned = transform.apply(image)
    assert turned.shape[::-1] == transform.size
    corners = transform.to_upright(np.array([[40, 20], [60, 30]], np.float32))
    (x0, y0), (x1, y1) = corners.min(0).astype(int), corners.max(0).astype(int)
    assert (turned[y0:y1, x0:x1] == 0).all()
    assert (turned == 0).sum() == 200


@pytest.mark.parametrize("kind", ["light", "medium", "120 dpi", "turned 90", "turned 270", "fax"])
def test_a_page_s_orientation_and_skew_are_detected_from_its_ink(kind: str) -> None:
    found = detect_orientation(make(kind, 1).image)
    skews = {"light": 0.5, "medium": 1.5, "120 dpi": 2.0, "turned 90": 0.5, "turned 270": 0.5, "fax": 0.0}
    assert found.quarter_turns == (1 if "turned" in kind else 0)
    assert abs(found.skew_degrees) == pytest.approx(skews[kind], abs=0.2)


def test_a_short_slip_is_not_rotated() -> None:
    assert detect_orientation(light(receipt(4), 4).image).quarter_turns == 0


def test_boxes_grow_from_the_cores_that_a_detector_marks() -> None:
    text_map = np.zeros((200, 400), np.float32)
    text_map[50:60, 100:300] = 0.9
    text_map[120:123, 10:12] = 0.9  # a speck
    (box,) = line_boxes(text_map)
    assert box[0] == pytest.approx([92, 42], abs=3)
    assert box[2] == pytest.approx([307, 67], abs=3)


def test_a_map_without_text_has_no_boxes() -> None:
    assert line_boxes(np.zeros((64, 64), np.float32)).shape == (0, 4, 2)


@pytest.mark.parametrize("width", [1, 47, 500, 641, 3000, 90_000])
def test_line_images_come_in_few_widths(width: int) -> None:
    assert line_width(width, 40) in {*range(32, 641, 32), *range(640, MAX_WIDTH + 1, 64)}


def test_columns_spell_words_and_their_places() -> None:
    alphabet = Alphabet(["a", "b"], ("en",))
    a, b, space = (alphabet.characters.index(character) for character in ("a", "b", " "))
    columns = np.array([0, a, a, 0, b, 0, space, space, 0, b, 0, b, 0, 0])
    first, second = words(Columns(columns, np.full(len(columns), 0.8, np.float32)), alphabet)
    assert (first.text, second.text) == ("ab", "bb")
    assert first.start < 2 / 14 < 5 / 14 < first.end <= second.start < 9.5 / 14 < 11.5 / 14 < second.end
    assert first.confidence == pytest.approx(0.8)


def test_columns_without_characters_spell_nothing() -> None:
    assert words(Columns(np.zeros(9, np.intp), np.ones(9, np.float32)), Alphabet(["a"], ("en",))) == []


def test_the_alphabet_leaves_out_what_no_language_asked_for_has() -> None:
    listed = ["a", "é", "中", "ア", "\uff21", "😀", "ế", "€"]
    assert Alphabet(listed, ("en",)).characters == ["", "a", "é", "ế", "€", " "]
    assert Alphabet(listed, ("zh",)).characters == ["", *listed, " "]
    assert {"en", "de", "zh", "ja"} <= LANGUAGES


def test_a_line_is_split_into_words_by_the_breadth_of_their_letters() -> None:
    line = split("WWW iii", (0.0, 0.1, 1.0, 0.2), 0.7)
    assert [word.text for word in line] == ["WWW", "iii"]
    wide, narrow = (word.box[2] - word.box[0] for word in line)
    assert wide > 2 * narrow
    assert line[0].box[2] < line[1].box[0] < line[1].box[2] <= 1.0 + 1e-9


def test_a_line_from_right_to_left_begins_at_its_right_end() -> None:
    first, second = split("שלום עולם", (0.0, 0.0, 1.0, 0.1), 0.9)
    assert first.box[0] > second.box[2] - 1e-9
    assert split("", (0, 0, 1, 1), 0.5) == []
