"""Whatever words and blocks a page has, it is stored as it was, and a span of its text is covered by boxes."""

import contextlib
import dataclasses
import math
import typing
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import NewerFormat
from shared.models.blocks import Block, BlockType, Box, Cell, Span
from shared.models.page import Page, Word, Words

EDGE = st.floats(0, 1, width=32)
TOKEN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)


COUNT = st.integers(0, 2**31 - 1)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    (x0, x1), (y0, y1) = sorted((draw(EDGE), draw(EDGE))), sorted((draw(EDGE), draw(EDGE)))
    return (x0, y0, x1, y1)


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    """A span of a text of that length."""
    return Span(*sorted((draw(st.integers(0, length)), draw(st.integers(0, length)))))


@st.composite
def trees(draw: st.DrawFn, length: int) -> tuple[Block, ...]:
    """Blocks of a text of that length; each is in one before it, or in none."""
    cells = st.builds(
        lambda row, column, height, width, header, span, box: Cell(row, column, height, width, header, *span, box),
        *(COUNT, COUNT, st.integers(1, 99), st.integers(1, 99), st.booleans(), spans(length), boxes()),
    )
    return tuple(
        Block(
            draw(st.sampled_from(typing.get_args(BlockType))),
            *draw(spans(length)),
            draw(boxes()),
            parent=draw(st.none() | st.integers(0, index - 1)) if index else None,
            level=draw(st.none() | st.integers(1, 6)),
            cells=tuple(draw(st.lists(cells, max_size=3))),
            label=draw(st.none() | spans(length)),
            value=draw(st.none() | spans(length)),
            checked=draw(st.none() | st.booleans()),
            continues=draw(st.booleans()),
        )
        for index in range(draw(st.integers(0, 4)))
    )


@st.composite
def pages(draw: st.DrawFn, with_blocks: bool = True) -> Page:
    """A page whose words follow one another in its text, on lines that grow."""
    text, words, line = "", [], 0
    for token in draw(st.lists(TOKEN, max_size=20)):
        confidence = draw(st.none() | st.floats(0, 1, width=32))
        source: typing.Literal["text", "ocr"] = "text" if confidence is None else "ocr"
        words.append(Word(len(text), len(text) + len(token), draw(boxes()), confidence, line, source))
        text += token
        gap = draw(st.sampled_from([" ", "\n", "\n\n"]))
        text += gap
        line += gap != " "
    size = st.floats(1, 20_000)
    blocks = draw(trees(len(text))) if with_blocks else ()
    return Page(draw(st.integers(1, 2000)), draw(size), draw(size), "mixed", text, Words(words), blocks)


@given(pages())
def test_a_page_is_stored_as_it_was(page: Page) -> None:
    assert Page.unpack(page.pack()) == page


@given(pages())
def test_the_blocks_of_a_page_follow_what_was_stored_before(page: Page) -> None:
    without = dataclasses.replace(page, blocks=())
    assert Page.unpack(without.pack()) == without
    assert page.pack().startswith(without.pack())
    # What a release before 0.2 reads of either.
    assert zlib.decompress(page.pack()) == zlib.decompress(without.pack())


@given(pages(), st.data())
def test_a_damaged_page_is_refused_or_reads_as_it_was(page: Page, data: st.DataObject) -> None:
    packed = bytearray(page.pack())
    if data.draw(st.booleans()):
        del packed[data.draw(st.integers(0, len(packed) - 1)) :]
    else:
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(ValueError, NewerFormat):
        assert Page.unpack(bytes(packed)) == page


@given(pages(), st.data())
def test_what_is_packed_in_another_way_is_refused(page: Page, data: st.DataObject) -> None:
    framed = bytearray(zlib.decompress(page.pack()))
    del framed[data.draw(st.integers(0, len(framed) - 1)) :]
    with pytest.raises(ValueError):
        Page.unpack(zlib.compress(framed))


@given(pages())
def test_what_follows_a_page_in_a_newer_format_is_told(page: Page) -> None:
    with pytest.raises(NewerFormat):
        Page.unpack(dataclasses.replace(page, blocks=()).pack() + b"\x02 what a later release writes")


BOX = (0.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "block",
    [
        Block("paragraph", 3, 2, BOX),
        Block("paragraph", 0, 5, BOX),
        Block("paragraph", 0, 4, BOX, parent=0),
        Block("form_field", 0, 4, BOX, label=Span(-1, 2)),
        Block("form_field", 0, 4, BOX, value=Span(2, 5)),
        Block("table", 0, 4, BOX, cells=(Cell(0, 0, 1, 1, False, 0, 5, BOX),)),
        Block("table", 0, 4, BOX, cells=(Cell(0, 0, 0, 1, False, 0, 4, BOX),)),
    ],
)
def test_a_tree_that_does_not_fit_its_text_is_refused(block: Block) -> None:
    with pytest.raises(ValueError):
        Page.unpack(Page(1, 612, 792, "text", "text", blocks=(block,)).pack())


@given(pages(with_blocks=False), st.integers(0, 500), st.integers(0, 500))
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


@given(pages(with_blocks=False))
def test_every_word_of_a_page_is_found_by_its_own_span(page: Page) -> None:
    for word in page.words:
        assert word in page.words.within(word.start, word.end)
        assert len(page.boxes(word.start, word.end)) == 1
    mean = page.words.mean_confidence()
    assert mean is None or (0 <= mean <= 1 and not math.isnan(mean))
