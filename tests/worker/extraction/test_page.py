"""Pages of mixed kinds, read with the real OCR engine."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.errors import OcrFailed
from shared.settings import settings
from tests.worker.pages import LEFT, RIGHT, both, lines, pdf, picture, saved, word
from worker.extraction.page import EMPTY, extract_page, extract_text
from worker.formats.pdf.source import PdfSource
from worker.formats.registry import open_source
from worker.layout.words import PlacedLine
from worker.ocr.page import PageRecognizer, RecognizedPage

SEEN = ["Ferry leaves at seven", "from the northern pier"]


def pasted(image: Image.Image, x: float, y: float, width: float, height: float) -> Callable[[Canvas], None]:
    return lambda canvas: canvas.drawImage(ImageReader(image), x, y, width, height)


def hidden(*texts: str, y: float) -> Callable[[Canvas], None]:
    """Invisible text, as programs lay it over a scan."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, y)
        text.setFont("Helvetica", 18)
        text.setTextRenderMode(3)
        text.setLeading(26)
        for each in texts:
            text.textLine(each)
        canvas.drawText(text)

    return draw


def test_a_born_digital_page_needs_no_ocr() -> None:
    page = extract_page(PdfSource(pdf(lines(*LEFT))).page(1), "auto", None)
    assert page.source == "text"
    assert page.text == "\n".join(LEFT)


def test_a_blank_page_needs_no_ocr() -> None:
    page = extract_text(PdfSource(pdf(lines())).page(1))
    assert page is not None
    assert (page.text, len(page.words)) == ("", 0)


def test_a_scan_is_read_by_ocr(recognizer: PageRecognizer) -> None:
    source = PdfSource(pdf(pasted(picture(SEEN), 60, 500, 450, 135)))
    assert extract_text(source.page(1)) is None
    page = extract_page(source.page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert page.text.split() == " ".join(SEEN).split()
    box = word(page, "seven").box
    assert 0.24 < box[1] < box[3] < 0.33


class Looking:
    """Recognizes nothing and notes the sizes of the pages that it sees."""

    certain = 0.95

    def __init__(self) -> None:
        self.seen: list[tuple[int, ...]] = []

    def page(self, image: np.ndarray) -> RecognizedPage:
        self.seen.append(image.shape[:2])
        return RecognizedPage(EMPTY)

    def lines(self, image: np.ndarray) -> list[PlacedLine]:
        return []


@pytest.mark.parametrize(("dpi", "drawn"), [(50, 100), (120, 120), (200, 200), (300, 300), (600, 300)])
@pytest.mark.parametrize("as_pdf", [True, False])
def test_a_scan_is_recognized_at_its_own_resolution(dpi: int, drawn: int, *, as_pdf: bool) -> None:
    scan = Image.new("L", (6 * dpi, 9 * dpi), 255)
    scan.paste(0, (0, 0, dpi, dpi))
    if as_pdf:
        data, kind = pdf(pasted(scan, 0, 0, 432, 648), size=(432, 648)), "application/pdf"
    else:
        # A picture is never drawn larger than it is.
        data, kind, drawn = saved(scan, "PNG", dpi=(dpi, dpi)), "image/png", min(dpi, drawn)
    looking = Looking()
    extract_page(open_source(data, kind).page(1), "auto", looking)
    assert looking.seen == [(pytest.approx(9 * drawn, abs=2), pytest.approx(6 * drawn, abs=2))]


def test_a_page_that_is_no_scan_is_recognized_at_the_resolution_of_the_settings() -> None:
    looking = Looking()
    extract_page(open_source(pdf(lines(*LEFT), size=(360, 720)), "application/pdf").page(1), "force", looking)
    assert looking.seen == [(10 * settings().ocr_dpi, 5 * settings().ocr_dpi)]


def test_the_letters_of_a_coarse_scan_are_not_blurred_before_they_are_recognized(recognizer: PageRecognizer) -> None:
    text = ["Plan of the northern", "quarry, sheet 3 of 9"]
    coarse = picture(text, size=(310, 80), pixels=13).convert("L")
    source = PdfSource(pdf(pasted(coarse, 0, 0, 446, 115), size=(446, 115)))
    assert extract_page(source.page(1), "auto", recognizer).text.split() == " ".join(text).split()


def test_text_in_a_picture_is_read_beside_the_pages_own(recognizer: PageRecognizer) -> None:
    drawing = both(lines(*LEFT, y=780), pasted(picture(SEEN), 60, 450, 450, 135), lines(*RIGHT, y=400))
    page = extract_page(PdfSource(pdf(drawing)).page(1), "auto", recognizer)
    assert page.source == "mixed"
    assert " ".join(page.text.split()) == " ".join(LEFT + SEEN + RIGHT)
    assert (word(page, "Ferry").source, word(page, "museum").source) == ("ocr", "text")
    assert word(page, "Ferry").confidence is not None


def test_a_ruled_table_beside_a_picture_of_text_is_read_by_its_cells(recognizer: PageRecognizer) -> None:
    across, down = [60, 200, 340, 480], [740, 690, 640]
    cells = [[[f"{row} {column}", "goes on", "below"] for column in "abc"] for row in ("upper", "lower")]
    texts = [
        lines(*cell, x=across[j] + 4, y=down[i] - 14, size=9, leading=1.2)
        for i, row in enumerate(cells)
        for j, cell in enumerate(row)
    ]
    logo = pasted(picture(SEEN), 60, 450, 450, 135)
    source = PdfSource(pdf(both(lambda canvas: canvas.grid(across, down), *texts, logo)))
    page = extract_page(source.page(1), "auto", recognizer)
    assert page.source == "mixed"
    rows = [" ".join(" ".join(cell) for cell in row) for row in cells]
    assert [line for line in page.text.split("\n") if line] == [*rows, *SEEN]


def test_a_photograph_without_text_needs_no_ocr() -> None:
    y, x = np.mgrid[0:300, 0:400]
    photo = Image.fromarray((127 + 60 * np.sin(x / 40) + 60 * np.cos(y / 55)).astype(np.uint8))
    page = extract_text(PdfSource(pdf(both(lines(*LEFT), pasted(photo, 60, 300, 400, 300)))).page(1))
    assert page is not None
    assert page.source == "text"


def test_a_good_text_layer_under_a_scan_is_used() -> None:
    scan = pasted(picture(SEEN, pixels=40), 52, 620, 450, 135)
    page = extract_page(PdfSource(pdf(both(scan, hidden(*SEEN, y=722)))).page(1), "auto", None)
    assert (page.source, page.text) == ("text", "\n".join(SEEN))


def test_a_broken_text_layer_is_replaced_by_what_ocr_sees(recognizer: PageRecognizer) -> None:
    garbage = ["".join(chr(ord(c) - 29) if c.isalpha() else c for c in line) for line in LEFT]
    scan = pasted(picture(LEFT, size=(1200, 500), pixels=36), 60, 500, 480, 200)
    page = extract_page(PdfSource(pdf(both(scan, hidden(*garbage, y=690)))).page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert " ".join(page.text.split()) == " ".join(LEFT)


def test_a_poor_text_layer_under_a_scan_is_recognized_again(recognizer: PageRecognizer) -> None:
    poor = [text.replace("t", "|_").replace("o", "0~").replace("e", "c;") for text in LEFT]
    scan = pasted(picture(LEFT, size=(1200, 1008), pixels=36), 0, 300, 595, 500)
    page = extract_page(PdfSource(pdf(both(scan, hidden(*poor, y=760)))).page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert " ".join(page.text.split()) == " ".join(LEFT)


SUMS = [f"{text} a=b" for text in LEFT[:3]] + LEFT[3:]
"""Lines with marks that are unusual in text."""


def scanned(*layer: str) -> PdfSource:
    """A scan of `SUMS` with a text laid over it."""
    scan = pasted(picture(SUMS, size=(1200, 500), pixels=36), 0, 300, 595, 500)
    return PdfSource(pdf(both(scan, hidden(*layer, y=760))))


def test_a_text_layer_that_is_wrong_in_words_that_look_right_is_recognized_again(recognizer: PageRecognizer) -> None:
    wrong = [text.replace("th", "lh").replace("m", "rn").replace("f", "t") for text in SUMS]
    assert extract_text(scanned(*wrong).page(1)) is None
    page = extract_page(scanned(*wrong).page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert page.text.split() == " ".join(SUMS).split()


def test_a_doubtful_text_layer_that_ocr_confirms_is_kept(recognizer: PageRecognizer) -> None:
    page = extract_page(scanned(*SUMS).page(1), "auto", recognizer)
    assert page.source == "text"
    assert page.text.split() == " ".join(SUMS).split()


def test_a_text_layer_beside_its_place_is_not_doubled(recognizer: PageRecognizer) -> None:
    scan = pasted(picture(LEFT, size=(1200, 1008), pixels=36), 0, 300, 595, 500)
    page = extract_page(PdfSource(pdf(both(scan, hidden(*LEFT, y=250)))).page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert page.text.split() == " ".join(LEFT).split()


def test_force_reads_by_ocr_and_off_never_does(recognizer: PageRecognizer) -> None:
    source = PdfSource(pdf(lines("Large and legible words", size=24)))
    forced = extract_page(source.page(1), "force", recognizer)
    assert (forced.source, forced.text) == ("ocr", "Large and legible words")
    scan = PdfSource(pdf(pasted(picture(SEEN), 60, 500, 450, 135)))
    assert extract_page(scan.page(1), "off", None).text == ""
    assert extract_page(source.page(1), "off", None).text == "Large and legible words"


def test_a_picture_as_document_is_read(recognizer: PageRecognizer) -> None:
    page = extract_page(open_source(saved(picture(SEEN), "PNG"), "image/png").page(1), "auto", recognizer)
    assert page.text.split() == " ".join(SEEN).split()
    assert (page.width, page.height) == (360, 108)


def test_a_scan_without_an_engine_is_an_error() -> None:
    with pytest.raises(OcrFailed):
        extract_page(PdfSource(pdf(pasted(picture(SEEN), 60, 500, 450, 135))).page(1), "auto", None)


@pytest.mark.parametrize("turn", [False, True])
def test_a_picture_much_longer_than_wide_is_recognized_whole(recognizer: PageRecognizer, *, turn: bool) -> None:
    if turn:
        parts = [picture([f"Station {i}"], size=(400, 120), pixels=36) for i in range(1, 13)]
        strip = Image.new("RGB", (400 * len(parts), 120), "white")
        for i, part in enumerate(parts):
            strip.paste(part, (400 * i, 0))
        said = [f"Station {i}" for i in range(1, 13)]
    else:
        said = [f"{i:02}:15 message {i} of the long chat" for i in range(1, 60)]
        strip = picture(said, size=(800, 3300), pixels=36)
    page = extract_page(open_source(saved(strip, "PNG"), "image/png").page(1), "auto", recognizer)
    assert " ".join(page.text.split()) == " ".join(said)
    assert all(0 <= edge <= 1 for each in page.words for edge in each.box)


def test_a_text_layer_of_another_page_gives_way_to_what_the_scan_shows(recognizer: PageRecognizer) -> None:
    page = extract_page(scanned(*RIGHT).page(1), "auto", recognizer)
    assert page.source == "ocr"
    assert page.text.split() == " ".join(SUMS).split()


def test_a_page_that_is_hard_to_recognize_says_so(recognizer: PageRecognizer) -> None:
    letters = ["Договор аренды квартиры", "Арендатор платит каждый месяц", "Жильцы убирают лестницу по очереди"]
    hard = extract_page(open_source(saved(picture(letters), "PNG"), "image/png").page(1), "auto", recognizer)
    assert "low-confidence" in hard.warnings
    assert "unread-script" not in hard.warnings  # nobody looks for it without Tesseract
    clear = extract_page(open_source(saved(picture(SEEN), "PNG"), "image/png").page(1), "auto", recognizer)
    assert not clear.warnings
