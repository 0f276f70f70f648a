import random

import bm25s  # type: ignore[import-untyped]
import numpy as np
import pytest

from shared.models.page import Page
from tests.worker.answering.conftest import page
from tests.worker.answering.trees import PageMaker
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import K1, B, LexicalIndex
from worker.answering.terms import one_edit_apart, stems, term, terms

WORDS = [a + b for a in ("lam", "stre", "quor", "bril", "fen", "dast") for b in ("ip", "ont", "ulk", "agg", "ym")]


def text(seed: int, words: int) -> str:
    rng = random.Random(seed)
    sentences = [" ".join(rng.choice(WORDS) for _ in range(12)).capitalize() + "." for _ in range(words // 12)]
    return " ".join(sentences)


def test_scores_are_those_of_bm25_as_lucene_has_it() -> None:
    pages = [page(n, text(n, 60)) for n in range(1, 40)]
    index = DocumentIndex.unpack(index_document(pages))
    lexical = LexicalIndex([index])
    bodies = [index.passage(n).body for n in range(len(index))]
    tokens = [[str(t) for t in terms(pages[b.page - 1].text[b.start : b.end])] for b in bodies]
    reference = bm25s.BM25(method="lucene", k1=K1, b=B)
    reference.index(tokens, show_progress=False)

    for seed in range(5):
        query = list(dict.fromkeys(terms(text(100 + seed, 12))))
        expected = reference.get_scores([str(t) for t in query])
        assert lexical.scores(dict.fromkeys(query, 1.0)) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def titled(number: int) -> Page:
    maker = PageMaker(number)
    maker.add("heading", f"Chapter {number}", level=1)
    maker.add("paragraph", text(number, 300))
    return maker.page()


def test_joined_indices_contain_the_passages_of_each_with_their_headings() -> None:
    parts = [DocumentIndex.unpack(index_document([titled(n)])) for n in range(1, 6)]
    joined = DocumentIndex.join([*parts, DocumentIndex.unpack(index_document([page(6, "")]))])

    assert joined.pages == 6
    assert [joined.passage(n) for n in range(len(joined))] == [p.passage(n) for p in parts for n in range(len(p))]
    assert DocumentIndex.unpack(joined.pack()).pack() == joined.pack()
    assert any(joined.passage(n).headings for n in range(len(joined)))


def test_an_index_of_the_format_before_is_refused() -> None:
    packed = bytearray(index_document([titled(1)]))
    packed[4:8] = (2).to_bytes(4, "little")

    with pytest.raises(ValueError, match="format 2"):
        DocumentIndex.unpack(bytes(packed))


def test_documents_searched_together_score_as_one_collection() -> None:
    a, b = ([page(n, text(10 * d + n, 200)) for n in range(1, 5)] for d in range(2))
    apart = LexicalIndex([DocumentIndex.unpack(index_document(pages)) for pages in (a, b)])
    together = LexicalIndex([DocumentIndex.unpack(index_document([*a, *b]))])
    query = dict.fromkeys(terms(text(7, 12)), 1.0)

    np.testing.assert_allclose(apart.scores(query), together.scores(query))


def test_words_meet_in_other_forms_cases_and_accents() -> None:
    assert stems("Governing it") == stems("governs")
    assert terms("Café ÉCOLE") == terms("cafe ecole")
    assert terms("the of and") == []
    assert terms("1,000.50") == terms("(1,000.50)")
    assert len(terms("H7N9, R0 and 10ml")) == 3


@pytest.mark.parametrize("other", ["carageenan", "carragenan", "carrageenans", "carrageenam", "carraegenan"])
def test_a_misspelt_word_finds_the_documents_own(other: str) -> None:
    index = DocumentIndex.unpack(index_document([page(1, "Iota carrageenan coats the nose. Carbonate does not.")]))
    lexical = LexicalIndex([index])

    assert one_edit_apart(other, "carrageenan")
    assert lexical.resolve(other) == term("carrageenan")


@pytest.mark.parametrize(("stem", "known"), [("carragheenen", "carrageenan"), ("1785", "1784"), ("cart", "care")])
def test_another_word_is_not_taken_for_a_misspelt_one(stem: str, known: str) -> None:
    lexical = LexicalIndex([DocumentIndex.unpack(index_document([page(1, f"There is {known} here.")]))])

    assert lexical.resolve(stem) == term(stem)


def test_a_document_without_text_can_be_searched() -> None:
    empty = DocumentIndex.unpack(index_document([page(1, "")]))

    assert len(empty) == 0
    assert LexicalIndex([empty]).scores({1: 1.0}).shape == (0,)


def test_bytes_that_are_no_index_are_refused() -> None:
    with pytest.raises(ValueError, match="not a document index"):
        DocumentIndex.unpack(b"something else entirely, long enough")
