"""Text that OCR laid over a scan: verified at several places, replaced where it is wrong, and completed."""

from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.worker.extraction.test_page import pasted
from tests.worker.pages import LEFT, RIGHT, both, pdf, picture
from worker.extraction.page import extract_page
from worker.formats.pdf.source import PdfSource
from worker.ocr.page import PageRecognizer

SIZE = (1654, 2339)
PIXELS = 44
SEEN = [*LEFT, *RIGHT[:4]]


def scan(texts: Sequence[str]) -> Image.Image:
    return picture(texts, SIZE, PIXELS).convert("L")


def layer(texts: Sequence[str]) -> Callable[[Canvas], None]:
    """Invisible lines, each where `scan` has the line of that number, and as wide as there."""

    def draw(canvas: Canvas) -> None:
        scale = 595.28 / SIZE[0]
        for i, (said, drawn) in enumerate(zip(texts, SEEN, strict=True)):
            text = canvas.beginText(40 * scale, 841.89 - (30 + i * 1.5 * PIXELS + 0.9 * PIXELS) * scale)
            text.setFont("Helvetica", PIXELS * scale)
            text.setTextRenderMode(3)
            wanted = 1.13 * stringWidth(drawn, "Helvetica", PIXELS * scale)
            text.setHorizScale(100 * wanted / (stringWidth(said, "Helvetica", PIXELS * scale) or 1))
            text.textOut(said)
            canvas.drawText(text)

    return draw


def read(recognizer: PageRecognizer, said: Sequence[str]) -> tuple[str, list[str]]:
    data = pdf(both(pasted(scan(SEEN), 0, 0, 595.28, 841.89), layer(said)))
    page = extract_page(PdfSource(data).page(1), "auto", recognizer)
    return page.source, page.text.split()


def test_a_layer_that_says_what_the_scan_shows_is_kept(recognizer: PageRecognizer) -> None:
    assert read(recognizer, SEEN) == ("text", " ".join(SEEN).split())


@pytest.mark.parametrize(
    "said",
    [
        [*RIGHT[4:7], *SEEN[3:]],
        [*SEEN[:9], *RIGHT[4:7]],
        [line.replace(" ", "") for line in SEEN],
        [line.replace("ing", "iug").replace("the", "tlie") if 4 < i < 8 else line for i, line in enumerate(SEEN)],
    ],
    ids=["another head", "another foot", "no spaces", "misread in the middle"],
)
def test_a_layer_that_is_wrong_in_a_part_is_replaced(recognizer: PageRecognizer, said: list[str]) -> None:
    assert read(recognizer, said) == ("ocr", " ".join(SEEN).split())


@pytest.mark.parametrize("kept", [slice(0, 8), slice(3, 12)])
def test_what_a_layer_lacks_is_recognized(recognizer: PageRecognizer, kept: slice) -> None:
    said = [line if i in range(len(SEEN))[kept] else "" for i, line in enumerate(SEEN)]
    assert read(recognizer, said) == ("mixed", " ".join(SEEN).split())
