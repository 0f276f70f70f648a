"""One page: its text, its words with their places, and the tree of its blocks."""

from docinsight_client.models.base import Box, Model


class Word(Model):
    """A word of a page: ``page_text[start:start + len(text)] == text``. ``confidence`` is that of OCR."""

    text: str
    box: Box
    start: int
    confidence: float | None = None
    source: str


class Span(Model):
    """``page_text[start:end]``."""

    start: int
    end: int


class Cell(Model):
    """A cell of a table; an empty one has ``start == end``. Rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    start: int
    end: int
    box: Box


class Block(Model):
    """A block of a page's tree: ``page_text[start:end]`` and what it is. ``parent`` is an index of this list.

    ``level`` is a heading's (1 is the highest), ``cells`` are a table's, ``label`` and ``value`` a form field's.
    """

    type: str
    parent: int | None = None
    start: int
    end: int
    box: Box
    level: int | None = None
    cells: list[Cell] | None = None
    label: Span | None = None
    value: Span | None = None
    checked: bool | None = None
    continues: bool | None = None


class PageContent(Model):
    """A page with the place of every word, and the tree of its blocks: flat, in reading order."""

    number: int
    width: float
    height: float
    source: str
    text: str
    words: list[Word]
    blocks: list[Block] = []

    def boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of the words in ``text[start:end]``, one for each run of words on a line."""
        runs: list[Box] = []
        for word in self.words:
            if word.start < end and start < word.start + len(word.text):
                if runs and _goes_on(runs[-1], word.box):
                    runs[-1] = _around(runs[-1], word.box)
                else:
                    runs.append(word.box)
        return runs


def _goes_on(run: Box, word: Box) -> bool:
    """Whether a word stands behind a run of words on the same line."""
    height = min(run[3] - run[1], word[3] - word[1])
    return min(run[3], word[3]) - max(run[1], word[1]) > height / 2 and word[0] >= run[0]


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
