"""Documents that are no PDFs become one, of the images of their pages."""

import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from shared.errors import PdfTooLarge
from tests import samples
from tests.worker.searchable.pages import is_valid, near, on_disk, read_page, words_of
from worker.extraction.page import extract_text
from worker.formats.registry import open_source
from worker.searchable.from_pages import of_pages

BOX = (0.1, 0.2, 0.3, 0.24)
MiB = 1 << 20


def made(folder: Path, file: bytes, media_type: str, most: int = 64 * MiB) -> bytes:
    """The PDF of a file, with a word on each page."""
    path = on_disk(folder, file)
    source = open_source(path, media_type)
    numbers = range(1, source.page_count + 1)
    pages = {n: read_page([(f"word{n}", BOX)], number=n, size=source.page(n).size) for n in numbers}
    pdf = of_pages(source, path, media_type, pages, most)
    assert pdf.file_bytes == 0
    assert is_valid(pdf.rest)
    return pdf.rest


def image_of(pdf: bytes, number: int = 1) -> Image.Image:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return pikepdf.PdfImage(opened.pages[number - 1].obj.Resources.XObject.Image).as_pil_image()


def test_a_jpeg_is_in_its_pdf_byte_by_byte(tmp_path: Path) -> None:
    photo = samples.encoded([samples.picture(samples.AGREEMENT)], "JPEG")
    pdf = made(tmp_path, photo, "image/jpeg")
    assert photo in pdf
    assert words_of(pdf) == [("word1", near(BOX))]


def test_a_photo_that_is_shown_turned_is_turned(tmp_path: Path) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 300), "red").save(out, "JPEG", exif=exif)
    pdf = made(tmp_path, out.getvalue(), "image/jpeg")
    assert image_of(pdf).size == (300, 400)
    assert words_of(pdf) == [("word1", near(BOX))]


def test_pages_in_black_and_white_lose_nothing(tmp_path: Path) -> None:
    pages = [samples.picture(page).convert("1") for page in (samples.AGREEMENT, samples.INVOICE)]
    pdf = made(tmp_path, samples.encoded(pages, "TIFF"), "image/tiff")
    for number, page in enumerate(pages, 1):
        found = image_of(pdf, number)
        assert found.mode == "1"
        assert np.array_equal(np.asarray(found), np.asarray(page))
        assert words_of(pdf, number) == [(f"word{number}", near(BOX))]


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("BMP", "image/bmp")])
def test_the_page_looks_like_the_image(tmp_path: Path, kind: str, media_type: str) -> None:
    picture = samples.picture(samples.AGREEMENT, noise=20).convert("RGB")
    pdf = made(tmp_path, samples.encoded([picture], kind), media_type)
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_numpy()[:, :, :3].astype(int)
    wanted = np.asarray(picture.resize((drawn.shape[1], drawn.shape[0]), Image.Resampling.BOX))[:, :, ::-1].astype(int)
    assert np.abs(drawn - wanted).mean() < 8


def test_the_text_of_a_text_file_is_found(tmp_path: Path) -> None:
    path = on_disk(tmp_path, "# Grüße\n\nBis morgen.".encode())
    source = open_source(path, "text/markdown")
    page = extract_text(source.page(1), "off")
    assert page is not None
    pdf = of_pages(source, path, "text/markdown", {1: page}, 64 * MiB).rest
    assert is_valid(pdf)
    found = dict(words_of(pdf))
    assert found == {page.text[word.start : word.end]: near(word.box) for word in page.words}


def test_what_would_be_too_large_to_keep_is_refused(tmp_path: Path) -> None:
    photo = samples.encoded([samples.picture(samples.AGREEMENT)], "JPEG")
    with pytest.raises(PdfTooLarge):
        made(tmp_path, photo, "image/jpeg", most=len(photo) - 1)
