"""Lessons for a reader: questions, each with the text that the service would put before it.

A reader that learns from one good passage at a time never learns that its scores are compared with those of other
passages. So every example holds what the search finds for a question in its whole document, right and wrong.
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

PAGE_WORDS = 500
# Text put before the reader: as little, and as much, as the service ever does.
LEAST_WORDS, MOST_WORDS = 150, 600

Mask = NDArray[np.bool_]


class LabeledWindow(NamedTuple):
    """A window, and what is to be learnt of it. The masks are of shape (tokens,).

    ``starts`` and ``ends`` mark where a right answer may begin and end, nothing where the window holds none.
    ``unclear`` marks the answer's words at other places: they are neither right nor wrong.
    """

    window: Window
    starts: Mask
    ends: Mask
    unclear: Mask


class _Gold(NamedTuple):
    """``pages[page].text[start:end]``; the answer is all of it, or stands ``within`` it."""

    page: int
    start: int
    end: int
    within: bool


def examples(squad: Mapping[str, Any], windower: Windower, rng: random.Random) -> Iterator[list[LabeledWindow]]:
    """The windows of each question of a file in SQuAD 2.0's format, in order of the file.

    An answer marked ``"within": true`` is a sentence that holds the answer, where no more is known.
    """
    for article in squad["data"]:
        pages, asked = _laid_out(article)
        index = DocumentIndex.unpack(index_document(pages))
        lexical = LexicalIndex([index])
        for question, gold, paragraph in asked:
            words = rng.randint(LEAST_WORDS, MOST_WORDS)
            analyzed = analyze(question)
            contexts = retrieve(analyzed, search_terms(analyzed, lexical), [index], lexical, words)
            if gold and not any(_holds(context, gold) for context in contexts):
                contexts.append(paragraph)
            texts = [pages[e.page - 1].text[e.start : e.end] for e in contexts]
            windows = windower.cut(question, texts)
            labeled = [_label(w, contexts[w.context], texts[w.context], gold, pages) for w in windows]
            known = [one for one in labeled if one is not None]
            if known and (not gold or any(one.starts.any() for one in known)):
                yield known


def _laid_out(article: Mapping[str, Any]) -> tuple[list[Page], list[tuple[str, _Gold | None, Context]]]:
    """An article as pages, and its questions with their answers' places and their paragraphs'."""
    texts = [str(article["title"]).replace("_", " ")]
    asked = []
    for paragraph in article["paragraphs"]:
        context = paragraph["context"]
        if len(texts[-1].split()) + len(context.split()) > PAGE_WORDS:
            texts.append("")
        start = len(texts[-1]) + 2 if texts[-1] else 0
        texts[-1] = f"{texts[-1]}\n\n{context}" if texts[-1] else context
        whole = Context(0, len(texts), start, start + len(context), 0.0, False, 1)
        for qa in paragraph["qas"]:
            gold = None
            if qa["answers"]:
                first = qa["answers"][0]
                at = start + first["answer_start"]
                gold = _Gold(len(texts), at, at + len(first["text"]), bool(first.get("within")))
            asked.append((qa["question"], gold, whole))
    return [Page(n, 595, 842, "text", text) for n, text in enumerate(texts, 1)], asked


def _holds(context: Context, gold: _Gold) -> bool:
    return context.page == gold.page and context.start <= gold.start and gold.end <= context.end


def _label(
    window: Window, context: Context, text: str, gold: _Gold | None, pages: Sequence[Page]
) -> LabeledWindow | None:
    """None for a window that cuts the answer: what it teaches is unclear."""
    nothing = np.zeros(len(window.ids), np.bool_)
    if gold is None:
        return LabeledWindow(window, nothing, nothing, nothing)
    begins, finishes = window.offsets[:, 0], window.offsets[:, 1]
    unclear = nothing.copy()
    right = -1
    if context.page == gold.page:
        right = gold.start - context.start
        tokens = np.flatnonzero(window.readable & (begins < gold.end - context.start) & (finishes > right))
        if len(tokens):
            if begins[tokens[0]] > right or finishes[tokens[-1]] < gold.end - context.start:
                return None
            starts, ends = nothing.copy(), nothing.copy()
            if gold.within:
                starts[tokens] = ends[tokens] = True
            else:
                starts[tokens[0]] = ends[tokens[-1]] = True
            return LabeledWindow(window, starts, ends, unclear)
    answer = pages[gold.page - 1].text[gold.start : gold.end]
    for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.I):
        unclear |= window.readable & (begins < match.end()) & (finishes > match.start())
    return LabeledWindow(window, nothing, nothing, unclear)
