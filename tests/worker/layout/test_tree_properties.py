"""Whatever a page contains, its tree is complete: spans in order, parents before children, every word in a leaf."""

import time
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.models.blocks import Block
from shared.models.page import Word, Words
from worker.layout.tree import build_blocks

TOKENS = [
    "Total:", "Name", "1.", "2.", "(a)", "•", "-", "3,400.50", "2021", "$", "☐", "[x]", "Figure", "Table", "1:", "*",
    "§", "INVOICE", "the", "and", "word", "Page", "12", "of", "Zürich", "合計", "مرحبا", "….", "http://x.y", "10:30",
]  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Word]]:
    """Lines of tokens at any place, in a grid or not, with or without blank lines between them."""
    text, words, line = "", [], 0
    for _ in range(draw(st.integers(1, 25))):
        y = draw(st.floats(0, 1))
        height = draw(st.sampled_from([0.008, 0.012, 0.02, 0.0]))
        for k in range(draw(st.integers(1, 6))):
            token = draw(st.sampled_from(TOKENS))
            x = draw(st.sampled_from([0.1, 0.1 + 0.15 * k, 0.1 + 0.05 * k, 0.9]))
            drift = draw(st.sampled_from([0.0, 0.0, 0.02, -0.02]))
            words.append(
                Word(
                    len(text), len(text) + len(token), (x, y + drift, x + 0.04, y + drift + height), None, line, "text"
                )
            )
            text += token + draw(st.sampled_from([" ", " ", " ", "\n"]))
        text = text[:-1] + draw(st.sampled_from(["\n", "\n", "\n\n"]))
        line += draw(st.sampled_from([1, 1, 1, 0]))
    return text, words


RULES = st.lists(st.tuples(*[st.sampled_from([0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])] * 4), max_size=40).map(
    lambda rules: np.array(rules, np.float64).reshape(-1, 4)
)


def check(text: str, words: Words, blocks: tuple[Block, ...]) -> None:
    """Raises AssertionError where the tree breaks its promises."""
    parents = {block.parent for block in blocks}
    ends: dict[int | None, int] = {}
    covered = np.zeros(len(text) + 1, bool)
    for i, block in enumerate(blocks):
        assert 0 <= block.start <= block.end <= len(text)
        assert all(0.0 <= edge <= 1.0 for edge in block.box)
        assert block.box[0] <= block.box[2]
        assert block.box[1] <= block.box[3]
        if block.parent is not None:
            assert block.parent < i
            above = blocks[block.parent]
            assert above.start <= block.start
            assert block.end <= above.end
        assert block.start >= ends.get(block.parent, 0)
        ends[block.parent] = block.end
        if i not in parents:
            covered[block.start : block.end] = True
        for span in (block.label, block.value):
            assert span is None or block.start <= span.start <= span.end <= block.end
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end
            assert all(0.0 <= edge <= 1.0 for edge in cell.box)
            assert min(cell.row, cell.column) >= 0
            assert min(cell.row_span, cell.column_span) > 0
        if block.type == "table":
            spans = sorted((cell.start, cell.end) for cell in block.cells if cell.end > cell.start)
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
            inside = [w for w in words if block.start <= w.start and w.end <= block.end]
            assert all(any(cell.start <= w.start and w.end <= cell.end for cell in block.cells) for w in inside)
    assert all(covered[word.start : word.end].all() for word in words)


@settings(max_examples=150, deadline=None)
@given(pages(), RULES)
def test_any_page_gives_a_whole_tree(page: tuple[str, list[Word]], rules: np.ndarray) -> None:
    text, made = page
    words = Words(made)
    check(text, words, build_blocks(text, words, 595.0, 842.0, rules))


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60),
    st.lists(
        st.tuples(
            st.integers(0, 80),
            st.integers(0, 80),
            st.tuples(*[st.floats(width=32, allow_nan=True)] * 4),
            st.integers(0, 3),
        ),
        max_size=12,
    ),
    st.floats(0, 2000),
)
def test_nonsense_raises_nothing(text: str, rows: list[tuple[int, int, tuple[float, ...], int]], side: float) -> None:
    words = Words([Word(a, b, box, None, line, "ocr") for a, b, box, line in rows])
    for block in build_blocks(text, words, side, side, np.full((8, 4), np.nan)):
        assert 0 <= block.start <= block.end <= len(text)


def test_a_page_without_words_is_paragraphs() -> None:
    blocks = build_blocks("One\ntwo\n\nthree", Words(), 100, 100)
    assert [(block.type, block.start, block.end) for block in blocks] == [("paragraph", 0, 7), ("paragraph", 9, 14)]


def test_twenty_thousand_words_take_well_under_a_second_or_two() -> None:
    text, words = "", []
    for i in range(20_000):
        line, k = divmod(i, 10)
        token = f"w{i}"
        box = (0.05 + 0.09 * k, line / 2000, 0.05 + 0.09 * k + 0.05, (line + 0.8) / 2000)
        words.append(Word(len(text), len(text) + len(token), box, None, line, "text"))
        text += token + ("\n" if k == 9 else " ")
    packed = Words(words)
    begin = time.process_time()
    build_blocks(text, packed, 595.0, 842.0)
    assert time.process_time() - begin < 2.0
