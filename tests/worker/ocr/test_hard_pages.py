"""Pages that are hard to read: faded, from worn printers, tiny."""

import numpy as np

from bench.reading.drawn_pages import Made
from bench.reading.hard_pages import dot_matrix, faded, tiny
from tests.worker.ocr.scores import error_rate
from worker.ocr.engine import OcrEngine
from worker.ocr.faint import with_contrast
from worker.ocr.page import recognize_page


def top(made: Made, lines: int) -> Made:
    """The first lines of a page."""
    kept = made.text.splitlines()[:lines]
    words = made.words[: sum(len(line.split()) for line in kept)]
    foot = int(max(quad[:, 1].max() for _, quad in words)) + 8
    return Made(np.ascontiguousarray(made.image[:foot]), "\n".join(kept), words)


def test_numbers_of_dot_matrix_printers_have_no_blanks(rapid: OcrEngine) -> None:
    made = top(dot_matrix(1), 8)
    text = recognize_page(rapid, made.image, ("en",)).text
    read, drawn = text.split(), made.text.split()
    assert sum(word in read for word in drawn) >= 0.97 * len(drawn)


def test_a_faded_page_is_read(rapid: OcrEngine) -> None:
    made = top(faded(1), 6)
    assert error_rate(recognize_page(rapid, made.image, ("en",)).text, made.text) < 0.03


def test_tiny_capitals_of_a_receipt_are_no_digits(rapid: OcrEngine) -> None:
    made = tiny(1)
    assert error_rate(recognize_page(rapid, made.image, ("en",)).text, made.text) < 0.01


def test_clear_print_and_blank_paper_stay_as_they_are() -> None:
    blank = np.full((400, 300, 3), 250, np.uint8)
    assert with_contrast(blank) is blank
    printed = blank.copy()
    printed[100:110, 50:250] = 20
    assert with_contrast(printed) is printed
