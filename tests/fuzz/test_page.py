"""Whatever words a page has, a span of its text is covered by their boxes, and a page is kept as it was."""

import math

from hypothesis import given
from hypothesis import strategies as st

from shared.models.page import Page, Word, Words

EDGE = st.floats(0, 1, width=32)
TOKEN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A page whose words follow one another in its text, on lines that grow."""
    text, words, line = "", [], 0
    for token in draw(st.lists(TOKEN, max_size=30)):
        x0, x1 = sorted((draw(EDGE), draw(EDGE)))
        y0, y1 = sorted((draw(EDGE), draw(EDGE)))
        confidence = draw(st.none() | st.floats(0, 1, width=32))
        source = "text" if confidence is None else "ocr"
        words.append(Word(len(text), len(text) + len(token), (x0, y0, x1, y1), confidence, line, source))
        text += token
        gap = draw(st.sampled_from([" ", "\n", "\n\n"]))
        text += gap
        line += gap != " "
    size = st.floats(1, 20_000)
    return Page(draw(st.integers(1, 2000)), draw(size), draw(size), "mixed", text, Words(words))


@given(pages())
def test_a_page_is_kept_as_it_was(page: Page) -> None:
    assert Page.unpack(page.pack()) == page


@given(pages(), st.integers(0, 500), st.integers(0, 500))
def test_a_span_is_covered_by_one_box_a_line(page: Page, one: int, other: int) -> None:
    start, end = sorted((one, other))
    boxes = page.boxes(start, end)
    inside = [word for word in page.words if word.start < end and word.end > start]
    assert len(boxes) == len({word.line for word in inside})
    assert all(0 <= edge <= 1 for box in boxes for edge in box)
    lines = list(dict.fromkeys(word.line for word in inside))
    for word in inside:
        x0, y0, x1, y1 = boxes[lines.index(word.line)]
        assert x0 <= word.box[0] <= word.box[2] <= x1
        assert y0 <= word.box[1] <= word.box[3] <= y1


@given(pages())
def test_every_word_of_a_page_is_found_by_its_own_span(page: Page) -> None:
    for word in page.words:
        assert word in page.words.within(word.start, word.end)
        assert len(page.boxes(word.start, word.end)) == 1
    mean = page.words.mean_confidence()
    assert mean is None or (0 <= mean <= 1 and not math.isnan(mean))
