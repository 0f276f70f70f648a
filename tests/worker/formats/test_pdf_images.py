"""Images of PDF pages: the resolution they are drawn at, and the pictures that are on them."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import lines, pdf, picture
from worker.formats.pdf.source import PdfPage, PdfSource


def test_a_page_is_drawn_at_the_resolution_asked_for() -> None:
    image = PdfSource(pdf(lines("x"), size=(360, 720))).page(1).image(100)
    assert image.shape == (1000, 500, 3)
    assert image.dtype == np.uint8


def test_a_huge_page_is_drawn_smaller(limits: Callable[..., None]) -> None:
    limits(max_page_pixels=1_000_000)
    image = PdfSource(pdf(lines("x"), size=(14400, 14400))).page(1).image(200)
    assert 500_000 < image.shape[0] * image.shape[1] <= 1_010_000


def test_a_picture_on_a_page_is_found_where_it_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        lines("Text above")(canvas)
        canvas.drawInlineImage(picture(["In the picture"]), 100, 300, 200, 60)

    (box,) = PdfSource(pdf(draw)).page(1).pictures()
    width, height = A4
    assert box == pytest.approx((100 / width, 1 - 360 / height, 300 / width, 1 - 300 / height), abs=1e-3)


def placed(image: Image.Image, *boxes: tuple[float, float, float, float], turned: bool = False) -> PdfPage:
    """A page of 360 x 720 points with the picture at each x, y, width, height."""

    def draw(canvas: Canvas) -> None:
        if turned:
            canvas.translate(360, 0)
            canvas.rotate(90)
        for box in boxes:
            canvas.drawInlineImage(image, *box)

    return PdfSource(pdf(draw, size=(360, 720))).page(1)


@pytest.mark.parametrize("dpi", [72, 150, 300])
def test_a_scan_tells_its_resolution_however_it_lies(dpi: int) -> None:
    upright, turned = Image.new("L", (5 * dpi, 10 * dpi), 200), Image.new("L", (10 * dpi, 5 * dpi), 200)
    assert placed(upright, (0, 0, 360, 720)).resolution() == pytest.approx(dpi)
    assert placed(turned, (0, 0, 720, 360), turned=True).resolution() == pytest.approx(dpi)


def test_strips_that_make_a_page_tell_their_resolution() -> None:
    strip = Image.new("L", (1000, 40), 200)
    strips = [(0.0, 14.4 * i, 360.0, 14.4) for i in range(50)]
    assert placed(strip, *strips).resolution() == pytest.approx(200)


def test_a_page_with_a_small_picture_has_no_resolution() -> None:
    assert placed(Image.new("L", (600, 600), 200), (20, 600, 100, 100)).resolution() is None
    assert PdfSource(pdf(lines("x"))).page(1).resolution() is None


@pytest.mark.parametrize("dpi", [30, 72, 100])
def test_a_part_of_a_page_is_drawn_as_on_the_whole_page(dpi: int) -> None:
    def draw(canvas: Canvas) -> None:
        lines(*["Text over all of the page, line by line"] * 50)(canvas)
        canvas.drawInlineImage(picture(["In the picture"]), 100, 300, 200, 60)

    page = PdfSource(pdf(draw)).page(1)
    whole, part = page.image(dpi), page.image(dpi, (0.2, 0.1, 0.5, 0.4))
    assert part.shape == whole.shape
    height, width = whole.shape[:2]
    inside = np.zeros((height, width), bool)
    inside[int(0.1 * height) : int(0.4 * height), int(0.2 * width) : int(0.5 * width)] = True
    assert (whole[inside] < 128).any()
    assert (part == whole)[inside].all()
    assert (whole[int(0.6 * height) :] < 128).any()
    assert (part[int(0.6 * height) :] == 255).all()
