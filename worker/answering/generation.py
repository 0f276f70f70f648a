"""Candidates of every kind: the reader's spans, the page's units, typed values, and what extractors find."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Page
from worker.answering import spans
from worker.answering.candidates import Candidate, Read
from worker.answering.extractors.registry import EXTRACTORS
from worker.answering.features import Describer, ReaderScore, Surroundings, TermPositions, TermWeights, normalized
from worker.answering.leaves import leaves
from worker.answering.manifest import Manifest
from worker.answering.patterns import ENUMERATION
from worker.answering.question import AnswerType, Question
from worker.answering.sentences import sentences
from worker.answering.spans import SpanScorer
from worker.answering.units import Unit
from worker.answering.values import Value

SPANS_PER_WINDOW = 10
APART_PER_WINDOW = 4
"""Spans beside the best ones that overlap none of them."""

SNAPPED_PER_WINDOW = 6
"""The best spans that are also snapped to the units and values they overlap."""

UNITS_PER_CONTEXT = 14
VALUES_PER_CONTEXT = 10

MIN_CLAUSE_WORDS = 6
"""Words of a clause that says something."""

AROUND_CHARACTERS = 400
"""Text to each side of an extraction outside all contexts, by which it is described."""

Place = tuple[int, int]
Scores = dict[Place, ReaderScore]


def generate(question: Question, reads: Sequence[Read], manifest: Manifest, weights: TermWeights) -> list[Candidate]:
    """The candidates of all contexts, each span of a page once."""
    by_place: dict[tuple[int, int, int, int], Candidate] = {}
    for read in reads:
        for candidate in _of_context(question, read, manifest, weights):
            known = by_place.setdefault(candidate.place, candidate)
            if known.features["score"] < candidate.features["score"]:
                by_place[candidate.place] = candidate
    for candidate in _extractions(question, reads, weights):
        known = by_place.setdefault(candidate.place, candidate)
        if known is not candidate:
            # Of the two scores that of the extraction is no less than that of "no answer".
            better = max(known, candidate, key=lambda one: one.features["score"])
            scores = {name: better.features[name] for name in ("score", "margin") if name in better.features}
            known.features.update(candidate.features | scores)
    return list(by_place.values())


def answers_in_sentences(question: Question, manifest: Manifest) -> bool:
    """Whether a question is answered by whole sentences, as those for yes or no by a reader that finds no clauses."""
    return question.answer_type is AnswerType.CLAUSE and not manifest.finds_clauses


def compare(found: Sequence[Candidate], passages: int, documents: NDArray[np.float32]) -> None:
    """Adds what only the whole search tells: how often the text was found, in what document, among how many passages.

    ``documents`` are the scores of the documents' best passages: what suits a question less than another document is
    less probably what it asks about. Among more passages more looks right by chance.
    """
    texts = [normalized(candidate.text) for candidate in found]
    times = Counter(texts)
    searched = float(np.log(passages)) if found else 0.0
    for candidate, text in zip(found, texts, strict=True):
        candidate.features["times"] = float(np.log1p(times[text] - 1))
        candidate.features["passages"] = searched
        candidate.features["document"] = float(documents[candidate.document] - documents.max())


def _of_context(question: Question, read: Read, manifest: Manifest, weights: TermWeights) -> Iterator[Candidate]:
    context, page = read.context, read.page
    describer = Describer(
        question,
        weights,
        Surroundings(page, context.start, context.end, context.language, read.positions, read.relative, context.lead),
    )
    found: Scores = {}
    snapped: list[Place] = []
    in_sentences = answers_in_sentences(question, manifest)
    for number, span, score in _reader_spans(read, manifest):
        place = whole_sentences(page, *span) if in_sentences else span
        if place not in found or score.span > found[place].span:
            found[place] = score
        if number < SNAPPED_PER_WINDOW or number >= SPANS_PER_WINDOW:
            snapped += _snapped(place, describer.units, describer.values)
    if not in_sentences:
        _add_units(found, snapped, read, describer)
    for place, score in found.items():
        if (read.over is None or read.over.is_over(*place)) and says_something(page.text[slice(*place)]):
            yield Candidate(context.document, page, *place, describer.features(*place, score), over=read.over)


def _add_units(found: Scores, snapped: Sequence[Place], read: Read, describer: Describer) -> None:
    """Adds what spans were snapped to, and the units and values that the reader scores best."""
    context, text = read.context, read.page.text
    inside = [place for place in snapped if context.start <= place[0] and place[1] <= context.end]
    scorer = SpanScorer(read.linear.offsets, context.start, context.end, read.windows)
    for places, limit in (
        (inside, len(inside)),
        ([(unit.start, unit.end) for unit in describer.units if unit.type != "label"], UNITS_PER_CONTEXT),
        ([(value.start, value.end) for value in describer.values], VALUES_PER_CONTEXT),
    ):
        _add_best(found, [trimmed(text, *place) for place in places], scorer, limit)


def _reader_spans(read: Read, manifest: Manifest) -> Iterator[tuple[int, Place, ReaderScore]]:
    """The reader's best spans of a context, each with its number among those of its window."""
    text = read.page.text
    for window, logits in read.windows:
        best = spans.best_spans(window, logits, manifest.max_answer_tokens, SPANS_PER_WINDOW, APART_PER_WINDOW)
        for number, span in enumerate(best):
            place = read.linear.page_span(text, span.start, span.end)
            if place is None or "\n\n" in text[slice(*place)]:
                continue
            place = trimmed(text, *place)
            if not _is_mark(text, *place):
                yield number, place, ReaderScore(span.score, span.null)


def _add_best(found: Scores, places: Sequence[Place], scorer: SpanScorer, limit: int) -> None:
    """Adds the places that the reader scores best, at most ``limit``, to those found."""
    new = list(dict.fromkeys(places))
    if not new:
        return
    scores, nulls = scorer.score(np.array(new, np.int64))
    for at in np.argsort(-scores, kind="stable")[:limit].tolist():
        if np.isinf(scores[at]):
            break
        found.setdefault(new[at], ReaderScore(float(scores[at]), None if np.isnan(nulls[at]) else float(nulls[at])))


def _snapped(place: Place, units: Sequence[Unit], values: Sequence[Value]) -> Iterator[Place]:
    """The units and values that a span overlaps, its part within a unit that it leaves, it and the values it cuts."""
    start, end = place
    sentences = []
    for unit in units:
        if unit.start < end and start < unit.end:
            yield unit.start, unit.end
            if start < unit.start or unit.end < end:
                yield max(start, unit.start), min(end, unit.end)
            if unit.type == "sentence":
                sentences.append(unit)
    if len(sentences) > 1:
        yield sentences[0].start, sentences[-1].end
    cut = [value for value in values if value.start < end and start < value.end]
    if cut:
        yield min(start, cut[0].start), max(end, cut[-1].end)
        yield from ((value.start, value.end) for value in cut)


def _extractions(question: Question, reads: Sequence[Read], weights: TermWeights) -> Iterator[Candidate]:
    """What the extractors find on the pages that were read."""
    by_page: dict[tuple[int, int], list[Read]] = {}
    for read in sorted((read for read in reads if read.over is None), key=lambda read: -read.relative):
        by_page.setdefault((read.context.document, read.context.page), []).append(read)
    for (document, _), there in by_page.items():
        page = there[0].page
        for extractor in EXTRACTORS:
            for start, end, strength in extractor.extract(question, page):
                around = [read for read in there if read.context.start <= start and end <= read.context.end]
                score = _reader_score(around, reads, start, end)
                described = _describer(question, weights, (around or there)[0], there, start, end)
                features = described.features(start, end, score) | {extractor.name: strength}
                yield Candidate(document, page, start, end, features, extractor.name)


def _describer(
    question: Question, weights: TermWeights, read: Read, there: Sequence[Read], start: int, end: int
) -> Describer:
    """Describes an extraction by the text around it, which need not have been read."""
    text = read.page.text
    first, last = max(0, start - AROUND_CHARACTERS), min(len(text), end + AROUND_CHARACTERS)
    language = read.context.language
    positions = TermPositions(text[first:last], weights, language)
    lead = any(other.context.lead for other in there)
    return Describer(question, weights, Surroundings(read.page, first, last, language, positions, read.relative, lead))


def _reader_score(around: Sequence[Read], reads: Sequence[Read], start: int, end: int) -> ReaderScore:
    """The reader's score of an extraction, but no less than that of "no answer".

    A reader of prose has no opinion of the lines of an address, nor of what it did not read.
    """
    found = []
    for read in around:
        scorer = SpanScorer(read.linear.offsets, read.context.start, read.context.end, read.windows)
        (score,), (null,) = scorer.score(np.array([(start, end)], np.int64))
        if not np.isinf(score):
            found.append(
                ReaderScore(float(score), None) if np.isnan(null) else ReaderScore(float(max(score, null)), float(null))
            )
    if found:
        return max(found, key=lambda score: score.span)
    nulls = [spans.null_score(window, logits) for read in reads for window, logits in read.windows]
    known = [null for null in nulls if null is not None]
    return ReaderScore(fmean(known), fmean(known)) if known else ReaderScore(0.0, None)


def whole_sentences(page: Page, start: int, end: int) -> Place:
    """The sentences that a span is in; the next one goes with a few words, such as a heading's, which say little."""
    first, last = start, end
    for block in leaves(page):
        for a, b in sentences(page.text, block.start, block.end):
            few = b > end and len(page.text[first:last].split()) < MIN_CLAUSE_WORDS
            if (a < end and start < b) or (last > start and a >= last and few):
                first, last = min(first, a), max(last, b)
        if block.start >= end:
            break
    return first, last


def says_something(text: str) -> bool:
    """Whether a text has a letter, a digit or a symbol such as a tick: a sign of percent alone answers nothing."""
    return any(character.isalnum() or unicodedata.category(character) in ("Sm", "So") for character in text)


def _is_mark(text: str, start: int, end: int) -> bool:
    """True for the mark of a clause or a list's entry."""
    mark = ENUMERATION.fullmatch(text, start, end)
    begins_line = not text[:start].rsplit("\n", 1)[-1].strip(" (")
    return bool(mark) and begins_line


def trimmed(text: str, start: int, end: int) -> Place:
    """The span without blanks, commas and single brackets at its ends; as it is, where nothing else is in it.

    A bracket that is closed just behind the span is left out where the span begins with it, and closed elsewhere.
    """
    whole = start, end
    while start < end and (text[end - 1] in ",;:" or text[end - 1].isspace()):
        end -= 1
    while start < end and (text[start] in ",;:.)" or text[start].isspace()):
        start += 1
    inside = text[start:end]
    if inside and inside[-1] in ")]" and not set("([") & set(inside):
        end -= 1
    if inside and inside[0] in "([" and not set(")]") & set(inside):
        start += 1
    inside = text[start:end]
    for opening, closing in ("()", "[]", "<>"):
        if text[end : end + 1] == closing and inside.count(opening) > inside.count(closing):
            begins = inside[0] == opening and inside.count(opening) == 1
            start, end = (start + 1, end) if begins else (start, end + 1)
            break
    return (start, end) if start < end else whole
