"""Questions on written documents as the reader meets them: with the text that retrieval picks for each."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shared.models.page import Page
from shared.settings import Settings
from training.reader.windows import MAX_WINDOW_TOKENS, Example
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.linearize import LinearText
from worker.answering.page_ends import page_ends
from worker.answering.pipeline import budget_words, linear_text, retrieve, search_terms
from worker.answering.question import analyze
from worker.answering.searchable import Searchable
from worker.answering.selection import Context
from worker.models.squad import Article, LabeledQuestion

WINDOWS = Settings().read_windows

MAX_PLACES = 3
"""Of an answer, such as "2", that stands in more places than these, most are something else."""

Span = tuple[int, int]


class _Text(NamedTuple):
    """A text that is read for a question: ``linear`` is of the first ``length`` characters of a page.

    ``blank`` says which characters of the page are white space.
    """

    page: int
    length: int
    linear: LinearText
    blank: list[bool]


def examples(article: Article, counted: "Counter[str]") -> Iterator[Example]:
    """The questions of a document, each with all texts that are read for it, the one with the answer first.

    An answer that stands in it more than once is right at each place, up to `MAX_PLACES`. ``counted`` counts questions
    by what came of them; one is left out if its answer is not on its page as it should be, or is not retrieved.
    """
    index = DocumentIndex.unpack(index_document(article.pages))
    by_number = {page.number: page for page in article.pages}
    document = Searchable(article.title, article.title, index, by_number.__getitem__)
    lexical = LexicalIndex([index])
    for labeled in article.questions:
        texts = _texts(labeled.text, document, lexical)
        if not labeled.answers:
            counted["impossible"] += 1
            yield Example(labeled.text, [text.linear.text for text in texts], None)
            continue
        places = _places(labeled, by_number)
        found = [
            (number, span)
            for number, text in enumerate(texts)
            if text.page == labeled.page
            for span in _spans(text, places)
        ]
        repeated = len(found) > MAX_PLACES
        counted["repeated" if repeated else "answered" if found else "not retrieved" if places else "lost"] += 1
        if repeated or not found:
            continue
        first, span = found[0]
        order = [first, *(number for number in range(len(texts)) if number != first)]
        elsewhere = [(order.index(number), other) for number, other in found[1:]]
        yield Example(labeled.text, [texts[number].linear.text for number in order], span, elsewhere=elsewhere)


def write(found: Sequence[Example], path: Path) -> None:
    """Write examples, one a line."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for example in found:
            file.write(json.dumps(example._asdict(), ensure_ascii=False) + "\n")


def read(path: Path) -> list[Example]:
    """The examples of a file that `write` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_example(json.loads(line)) for line in file]


def _example(row: dict[str, Any]) -> Example:
    elsewhere = [(number, (start, end)) for number, (start, end) in row["elsewhere"]]
    span = (row["span"][0], row["span"][1]) if row["span"] else None
    return Example(row["question"], row["texts"], span, row["weak"], elsewhere)


def _texts(asked: str, document: Searchable, lexical: LexicalIndex) -> list[_Text]:
    """What is read for a question."""
    question = analyze(asked)
    terms = search_terms(question, lexical)
    contexts = retrieve(question, terms, [document.index], lexical, budget_words(WINDOWS, MAX_WINDOW_TOKENS))
    ends = page_ends(contexts, [document])
    pages = [(context, document.page(context.page)) for context in contexts]
    texts = [_text(context, page, len(page.text), document) for context, page in pages]
    # What is of the page after it is left to that page's own texts.
    return texts + [_text(context, end.whole, end.border, document) for context, end in ends.items()]


def _text(context: Context, page: Page, length: int, document: Searchable) -> _Text:
    blank = [character.isspace() for character in page.text[:length]]
    return _Text(context.page, length, linear_text(context, page, document), blank)


def _places(labeled: LabeledQuestion, pages: dict[int, Page]) -> list[Span]:
    """Where the best answer that is there stands on its page; white space may differ."""
    page = pages.get(labeled.page or 0)
    for answer in labeled.answers if page else ():
        pattern = r"\s+".join(map(re.escape, answer.split()))
        found = [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", page.text)] if page else []
        if found:
            return found
    return []


def _spans(text: _Text, places: Sequence[Span]) -> Iterator[Span]:
    """The ranges of a linear text that are one of these places of its page; a header may be repeated.

    Separators may be in them, which stand for line ends in the page, but nothing of another place.
    """
    offsets = text.linear.offsets
    for start, end in places:
        if end > text.length:
            continue
        for first in (offsets == start).nonzero()[0].tolist():
            last = first + int((offsets[first:] == end - 1).argmax())
            inside = offsets[first : last + 1]
            own = inside[inside >= 0]
            left_out = np.setdiff1d(np.arange(start, end), own)
            if offsets[last] == end - 1 and (np.diff(own) > 0).all() and all(text.blank[at] for at in left_out):
                yield first, last + 1
