"""Text that OCR laid over a scan: verified at several places, replaced where it is wrong, and completed."""

from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.worker.extraction.test_page import pasted
from tests.worker.pages import LEFT, RIGHT, both, pdf, picture
from worker.extraction.doubtful import is_unreadable
from worker.extraction.page import extract_page
from worker.formats.pdf.source import PdfSource
from worker.layout.analysis import PageLayout, analyze
from worker.layout.words import PlacedWord, PlacedWords
from worker.ocr.page import PageRecognizer

SIZE = (1654, 2339)
PIXELS = 44
SEEN = [*LEFT, *RIGHT[:4]]


def scan(texts: Sequence[str]) -> Image.Image:
    return picture(texts, SIZE, PIXELS).convert("L")


def layer(texts: Sequence[str], seen: Sequence[str] = SEEN) -> Callable[[Canvas], None]:
    """Invisible lines, each where `scan` has the line of that number of those seen, and as wide as there."""

    def draw(canvas: Canvas) -> None:
        scale = 595.28 / SIZE[0]
        for i, (said, drawn) in enumerate(zip(texts, seen, strict=True)):
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


GERMAN = [
    "Die Gebühren für die Räume werden jährlich",
    "geprüft. Größere Änderungen müssen Mieter",
    "frühzeitig erfahren. Schlüssel gehören zum",
    "Büro und dürfen nicht ausgeliehen werden.",
    "Während der Führung können Gäste über die",
    "Brücke gehen und später zurückkehren.",
]


def test_a_layer_that_lost_its_accents_is_replaced(recognizer: PageRecognizer) -> None:
    plain = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "Ä": "A"})
    said = [line.translate(plain) for line in GERMAN]
    data = pdf(both(pasted(scan(GERMAN), 0, 0, 595.28, 841.89), layer(said, GERMAN)))
    page = extract_page(PdfSource(data).page(1), "auto", recognizer)
    assert (page.source, page.text.split()) == ("ocr", " ".join(GERMAN).split())


def test_a_layer_in_a_script_of_which_ocr_reads_next_to_nothing_is_kept() -> None:
    layer_text = "\u4f1a\u8b70\u306f\u56db\u6708\u5341\u65e5\u306b\u884c\u308f\u308c\u308b"

    def laid_out(text: str, confidence: float | None) -> PageLayout:
        return analyze(PlacedWords.of([[PlacedWord(text, (0.1, 0.1, 0.5, 0.12), confidence, "ocr")]]), 595, 842)

    own = laid_out(layer_text, None)
    assert is_unreadable(own, laid_out("o|", 0.99))
    assert not is_unreadable(own, laid_out("The meeting is on 10 April", 0.99))
