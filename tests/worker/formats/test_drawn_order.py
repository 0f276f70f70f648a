"""Hebrew and Arabic in the order in which pages draw them."""

import pytest

from tests.worker.pages import both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

HEBREW = ["הנהלת הספרייה מודיעה לציבור", "שעות הפתיחה מיום 14 בחודש", "המחיר הוא 1,250 שקלים בשנה"]
ARABIC = ["مكتب البريد مفتوح كل يوم", "سعر الاشتراك 350 في السنة", "يرجى الدفع قبل نهاية الشهر"]


def read(*texts: str) -> str:
    page = extract_text(PdfSource(pdf(both(lines(*texts, font="DejaVu"), lines("Notice 7", y=600)))).page(1))
    assert page is not None
    assert not page.warnings
    return page.text


def seen(text: str) -> str:
    """A line as it is seen: its words from the right to the left, numbers as they are."""
    return " ".join(word if word[0].isdigit() else word[::-1] for word in reversed(text.split()))


@pytest.mark.parametrize("texts", [HEBREW, ARABIC], ids=["Hebrew", "Arabic"])
def test_text_is_read_in_the_order_of_its_letters_however_it_is_drawn(texts: list[str]) -> None:
    expected = "\n".join(texts) + "\n\nNotice 7"
    assert read(*map(seen, texts)) == expected
    assert read(*texts) == expected
