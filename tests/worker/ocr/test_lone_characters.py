"""Characters that stand alone beside lines, and lines of condensed type."""

import cv2
import numpy as np
import pytest

from bench.reading.drawn_pages import Sheet, font
from tests.worker.ocr.scores import error_rate
from worker.ocr.ctc import Span
from worker.ocr.engine import OcrEngine
from worker.ocr.lone_characters import lone_characters
from worker.ocr.page import recognize_page
from worker.ocr.page_transform import Image, Points
from worker.ocr.rapid import _lone


def page(rows: int, *alone: tuple[str, float]) -> tuple[Image, Points]:
    """Lines with characters at their right, and the boxes of the lines as a detector has them."""
    sheet, face = Sheet(900, 100 + 60 * rows), font("DejaVuSans", 28)
    boxes = []
    for row in range(rows):
        y = 40.0 + 60 * row
        sheet.write(40, y, ["Coffee", "with", "milk"], face, 10)
        boxes.append([[30, y - 6], [320, y - 6], [320, y + 42], [30, y + 42]])
    for text, x in alone:
        sheet.write(x, 40, [text], face, 10)
    return np.array(sheet.pillow), np.array(boxes, np.float32)


def test_a_character_beside_a_line_is_found_with_white_beside_it() -> None:
    image, boxes = page(3, ("1", 500), ("7", 700))
    found = lone_characters(image, boxes)
    assert len(found) == 2
    for x, box in zip((500, 700), sorted(found.tolist()), strict=True):
        (left, top), (right, bottom) = box[0], box[2]
        assert left < x < x + 10 < right
        assert top < 50 < 60 < bottom
        assert right - left > 20


def test_what_is_boxed_level_with_no_line_or_too_large_is_no_lone_character() -> None:
    image, boxes = page(3, ("WWWW", 500))
    assert not len(lone_characters(image, np.concatenate([boxes, boxes + np.float32([450, 0])])))
    image, boxes = page(2)
    image[4:22, 500:508] = 0
    image[30:120, 700:708] = 0
    image[50:54, 600:680] = 0
    assert not len(lone_characters(image, boxes))


def test_a_character_that_reaches_into_a_box_belongs_to_its_line() -> None:
    image, boxes = page(3, ("D", 500))
    left = float(np.flatnonzero((image[40:80, 490:540] < 128).any(0))[0]) + 495
    cut = [[[left, 34], [700, 34], [700, 82], [left, 82]]]
    assert len(lone_characters(image, boxes)) == 1
    assert not len(lone_characters(image, np.concatenate([boxes, np.array(cut, np.float32)])))


def test_a_pattern_of_marks_is_none() -> None:
    image, boxes = page(2)
    image[45:65, 400:880:30] = 0
    image[45:65, 401:880:30] = 0
    image[45:65, 402:880:30] = 0
    image[45:65, 403:880:30] = 0
    assert not len(lone_characters(image, boxes))


def test_a_page_without_lines_has_no_lone_characters() -> None:
    assert not len(lone_characters(np.full((300, 300), 255, np.uint8), np.empty((0, 4, 2), np.float32)))


@pytest.mark.parametrize(("text", "kept"), [("7", "7"), ("i", "1"), ("|", "1"), ("D", "D"), ("-", ""), ("10", "")])
def test_a_mark_is_kept_that_is_one_letter_or_digit_and_a_stroke_is_a_one(text: str, kept: str) -> None:
    assert "".join(span.text for span in _lone([Span(text, 0.2, 0.8, 0.95)])) == kept


def test_a_mark_that_is_not_certain_is_left_out() -> None:
    assert not _lone([Span("7", 0.2, 0.8, 0.7)])
    assert not _lone([])


def test_condensed_type_is_read(rapid: OcrEngine) -> None:
    sheet, face = Sheet(1500, 400), font("DejaVuSansMono", 40)
    for row, text in enumerate(("TAX INVOICE SUMMARY", "COMMUNICATION ROOM", "WOMEN IN COMMERCE")):
        sheet.write(40, 60 + 100 * row, text.split(), face, 24)
    made = sheet.made()
    narrow = np.asarray(cv2.resize(made.image, (450, 400), interpolation=cv2.INTER_AREA), np.uint8)
    assert error_rate(recognize_page(rapid, narrow, ("en",)).text, made.text) < 0.02
