import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from shared.errors import Corrupt, EmptyFile, UnsupportedMediaType, WrongPassword
from tests.worker.pages import LEFT, RIGHT, both, lines, pdf, picture, saved
from worker.extraction.page import extract_text
from worker.extraction.render import ImageFormat, draw_page
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.registry import FORMATS, open_source


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/pdf", pdf(lines("words"))),
        ("image/png", saved(picture(["words"]), "PNG")),
        ("image/tiff", saved(picture(["words"]), "TIFF")),
        ("text/plain", b"words"),
        ("text/markdown", b"# words"),
    ],
)
def test_every_kind_of_document_opens_from_bytes_and_from_disk(
    media_type: str, data: bytes, on_disk: bool, tmp_path: Path
) -> None:
    path = tmp_path / "document"
    path.write_bytes(data)
    source = open_source(path if on_disk else data, media_type)
    assert source.page_count == 1
    assert min(source.page(1).size) > 0
    assert source.page(1).image(50).ndim == 3
    source.close()


def test_an_empty_file_and_an_unknown_type_are_refused() -> None:
    with pytest.raises(EmptyFile):
        open_source(b"", "application/pdf")
    with pytest.raises(UnsupportedMediaType):
        open_source(b"PK", "application/zip")
    with pytest.raises(Corrupt):
        open_source(b"words", "image/jpeg")


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(("asked", "given"), [(300, 300), (1200, 1200), (9000, 2400), (0, 1)])
def test_a_page_is_drawn_as_wide_as_asked_up_to_a_limit(image_format: ImageFormat, asked: int, given: int) -> None:
    source = open_source(pdf(lines("words"), size=(300, 150)), "application/pdf")
    with Image.open(io.BytesIO(draw_page(source.page(1), asked, image_format))) as image:
        assert image.format == image_format
        assert image.width == given
        assert image.height in (max(1, given // 2), given // 2 + 1)


def test_the_second_engine_reads_what_the_first_reads(limits: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((20, 20, 560, 820))
        both(lines(*LEFT, x=50), lines(*RIGHT, x=320))(canvas)

    data = pdf(draw)
    first = extract_text(open_source(data, "application/pdf").page(1))
    limits(pdf_engine="pdfplumber")
    source = open_source(data, "application/pdf")
    second = extract_text(source.page(1))
    assert type(source) is PlumberSource
    assert first is not None
    assert second is not None
    assert second.text == first.text
    assert np.allclose([w.box for w in first.words], [w.box for w in second.words], atol=0.01)
    source.close()


def test_the_second_engine_opens_encrypted_files_and_refuses_damaged_ones(limits: Callable[..., None]) -> None:
    limits(pdf_engine="pdfplumber")
    data = pdf(lines("secret words"), encrypt=pdfencrypt.StandardEncryption("user", "owner"))
    page = extract_text(open_source(data, "application/pdf", "user").page(1))
    assert page is not None
    assert page.text == "secret words"
    with pytest.raises(WrongPassword):
        open_source(data, "application/pdf", "guess")
    with pytest.raises(Corrupt):
        open_source(b"%PDF-1.7 nothing", "application/pdf")


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("wordprocessingml.document", "Word document"),
        ("spreadsheetml.sheet", "Excel workbook"),
        ("presentationml.presentation", "PowerPoint presentation"),
        ("opendocument.text", "OpenDocument file"),
    ],
)
def test_a_damaged_office_file_is_named_as_what_it_is(part: str, name: str) -> None:
    media_type = next(one for one in FORMATS if one.endswith(part))
    with pytest.raises(Corrupt, match=name):
        open_source(b"PK\x03\x04 and nothing more", media_type)
