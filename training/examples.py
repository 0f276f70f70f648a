"""Examples to train a reader on: questions, each with the text that the service would put before it.

A reader that is trained on one good passage at a time never learns that its scores are compared with those of other
passages. So every example contains what the search finds for a question in its whole document, right and wrong.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Page
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.pipeline import retrieve, search_terms
from worker.answering.question import analyze
from worker.answering.selection import Context
from worker.answering.windows import Window, Windower
from worker.models.squad import LabeledQuestion, articles

MIN_WORDS, MAX_WORDS = 150, 600
"""Text put before the reader: as little, and as much, as the service ever does."""

Mask = NDArray[np.bool_]


class LabeledWindow(NamedTuple):
    """A window and its labels. The masks are of shape (tokens,).

    ``starts`` and ``ends`` mark where a right answer may begin and end, nothing where the window contains none.
    ``unclear`` marks the answer's words at other places: they are neither right nor wrong.
    """

    window: Window
    starts: Mask
    ends: Mask
    unclear: Mask


def examples(squad: Mapping[str, Any], windower: Windower, rng: random.Random) -> Iterator[list[LabeledWindow]]:
    """The windows of each question of a file in SQuAD 2.0's format, in order of the file."""
    for article in articles(squad):
        index = DocumentIndex.unpack(index_document(article.pages))
        lexical = LexicalIndex([index])
        for labeled in article.questions:
            words = rng.randint(MIN_WORDS, MAX_WORDS)
            question = analyze(labeled.text)
            contexts = retrieve(question, search_terms(question, lexical), [index], lexical, words)
            if labeled.answer and not any(_holds(context, labeled) for context in contexts):
                contexts.append(Context(0, labeled.paragraph_page, *labeled.paragraph, 0.0, lead=False, passages=1))
            texts = [article.pages[context.page - 1].text[context.start : context.end] for context in contexts]
            windows = [
                _label(window, contexts[window.context], texts[window.context], labeled, article.pages)
                for window in windower.cut(labeled.text, texts)
            ]
            known = [window for window in windows if window is not None]
            if known and (not labeled.answer or any(window.starts.any() for window in known)):
                yield known


def _holds(context: Context, labeled: LabeledQuestion) -> bool:
    if labeled.answer is None or context.page != labeled.page:
        return False
    return context.start <= labeled.answer[0] and labeled.answer[1] <= context.end


def _label(
    window: Window, context: Context, text: str, labeled: LabeledQuestion, pages: Sequence[Page]
) -> LabeledWindow | None:
    """The window with its labels, None for one that cuts the answer: what it says of it is unclear."""
    nothing = np.zeros(len(window.ids), np.bool_)
    if labeled.answer is None or labeled.page is None:
        return LabeledWindow(window, nothing, nothing, nothing)
    begins, finishes = window.offsets[:, 0], window.offsets[:, 1]
    if context.page == labeled.page:
        start, end = (at - context.start for at in labeled.answer)
        tokens = np.flatnonzero(window.readable & (begins < end) & (finishes > start))
        if len(tokens):
            if begins[tokens[0]] > start or finishes[tokens[-1]] < end:
                return None
            starts, ends = nothing.copy(), nothing.copy()
            if labeled.within:
                starts[tokens] = ends[tokens] = True
            else:
                starts[tokens[0]] = ends[tokens[-1]] = True
            return LabeledWindow(window, starts, ends, nothing)
    unclear = nothing.copy()
    answer = pages[labeled.page - 1].text[slice(*labeled.answer)]
    pattern = r"\s+".join(map(re.escape, answer.split()))
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.I):
        unclear |= window.readable & (begins < match.end()) & (finishes > match.start())
    return LabeledWindow(window, nothing, nothing, unclear)
