"""Pages with hardly anything on them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.worker.pages import FONT
from worker.ocr.engine import OcrEngine
from worker.ocr.page import recognize_page
from worker.ocr.page_transform import Image as Pixels
from worker.ocr.sparse import written_part


def drawn(text: str, pixels: int, size: tuple[int, int], at: tuple[int, int]) -> Pixels:
    paper = Image.new("RGB", size, "white")
    ImageDraw.Draw(paper).text(at, text, "black", ImageFont.truetype(str(FONT), pixels))
    return np.asarray(paper)[:, :, ::-1].copy()


@pytest.mark.parametrize("text", ["Seite 4", "Only line 88 here", "Paid in full"])
@pytest.mark.parametrize("at", [(1200, 3300), (200, 300)])
def test_a_few_words_on_a_large_page_are_read_in_their_place(rapid: OcrEngine, text: str, at: tuple[int, int]) -> None:
    found, words, *_ = recognize_page(rapid, drawn(text, 40, (2480, 3508), at), ("en",))
    assert found == text
    assert words[0].box[0] * 2480 == pytest.approx(at[0], abs=20)
    assert words[0].box[1] * 3508 == pytest.approx(at[1], abs=20)


@pytest.mark.parametrize("digit", "24579")
def test_a_digit_by_itself_is_read_as_it_stands(rapid: OcrEngine, digit: str) -> None:
    found, *_ = recognize_page(rapid, drawn(digit, 60, (300, 300), (130, 110)), ("en",))
    assert found == digit


def test_a_page_without_writing_or_full_of_it_has_no_part() -> None:
    page = np.full((2000, 1500, 3), 255, np.uint8)
    assert written_part(page) is None
    page[::400, ::300] = 0
    assert written_part(page) is None
    page[100:1900:40, 100:1400] = 0
    assert written_part(page) is None
