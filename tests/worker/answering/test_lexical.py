import random

import bm25s  # type: ignore[import-untyped]
import numpy as np
import pytest

from shared.models.page import Page
from tests.worker.answering.conftest import page
from tests.worker.answering.trees import PageMaker
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import K1, B, LexicalIndex
from worker.answering.terms import one_edit_apart, stems, term, terms, words

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
        assert lexical.scores([{term: 1.0} for term in query]) == pytest.approx(expected, rel=1e-4, abs=1e-5)


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
    packed[4:8] = (3).to_bytes(4, "little")

    with pytest.raises(ValueError, match="format 3"):
        DocumentIndex.unpack(bytes(packed))


def test_documents_searched_together_score_as_one_collection() -> None:
    a, b = ([page(n, text(10 * d + n, 200)) for n in range(1, 5)] for d in range(2))
    apart = LexicalIndex([DocumentIndex.unpack(index_document(pages)) for pages in (a, b)])
    together = LexicalIndex([DocumentIndex.unpack(index_document([*a, *b]))])
    query = [{term: 1.0} for term in dict.fromkeys(terms(text(7, 12)))]

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
    assert lexical.resolve(other) == (term("carrageenan"),)


@pytest.mark.parametrize(("word", "known"), [("carragheenen", "carrageenan"), ("1785", "1784"), ("cart", "care")])
def test_another_word_is_not_taken_for_a_misspelt_one(word: str, known: str) -> None:
    lexical = LexicalIndex([DocumentIndex.unpack(index_document([page(1, f"There is {known} here.")]))])

    assert lexical.resolve(word) == tuple(terms(word))


GERMAN = (
    "Der Mietvertrag wird auf unbestimmte Zeit geschlossen und kann von beiden Seiten gekündigt werden.",
    "Die Kündigungsfristen der Mieterinnen betragen drei Monate zum Ende eines Quartals.",
)
FRENCH = (
    "Le contrat est conclu pour une durée indéterminée et peut être résilié par les deux parties.",
    "L'indemnité de résiliation s'élève à trois mois de loyer à la fin d'un trimestre.",
)


@pytest.mark.parametrize(
    ("pages", "word"), [(GERMAN, "Kündigungsfrist"), (GERMAN, "MIETERIN"), (FRENCH, "indemnités"), (FRENCH, "résilier")]
)
def test_a_word_is_found_in_another_form_of_the_documents_language(pages: tuple[str, str], word: str) -> None:
    lexical = LexicalIndex([DocumentIndex.unpack(index_document([page(n, text) for n, text in enumerate(pages)]))])

    (folded,) = words(word)

    assert lexical.scores([dict.fromkeys(lexical.resolve(folded), 1.0)]).max() > 0


def test_each_page_is_indexed_in_its_own_language_and_figures_in_that_of_the_page_before() -> None:
    pages = [page(1, " ".join(GERMAN)), page(2, "1.000,00 2.350,10"), page(3, " ".join(FRENCH))]

    index = DocumentIndex.unpack(index_document(pages))

    assert [index.language(number) for number in range(len(index))] == ["de", "de", "fr"]


def test_a_word_counts_in_a_passage_by_the_one_of_its_terms_that_counts_most() -> None:
    pages = [page(1, "Harbour fees are due in May."), page(2, "Mooring charges and fees are due in June.")]
    lexical = LexicalIndex([DocumentIndex.unpack(index_document(pages))])
    fee, charge = term("fee"), term("charg")

    alone, other = lexical.scores([{fee: 1.0}]), lexical.scores([{charge: 0.5}])

    np.testing.assert_allclose(lexical.scores([{fee: 1.0, charge: 0.5}]), np.maximum(alone, other))


def test_a_document_without_text_can_be_searched() -> None:
    empty = DocumentIndex.unpack(index_document([page(1, "")]))

    assert len(empty) == 0
    assert LexicalIndex([empty]).scores([{1: 1.0}]).shape == (0,)


def test_the_best_passage_of_each_document_is_told_where_some_have_none() -> None:
    documents = [[""], ["The owl.", "The owl and the bridge."], [""]]
    pages = [[page(number, text) for number, text in enumerate(texts, 1)] for texts in documents]
    index = LexicalIndex([DocumentIndex.unpack(index_document(each)) for each in pages])
    scores = np.array([1, 2], np.float32)

    assert index.of_documents(scores).tolist() == [0, 2, 0]
    assert index.of_leads(scores).tolist() == [2, 2]


def test_bytes_that_are_no_index_are_refused() -> None:
    with pytest.raises(ValueError, match="not a document index"):
        DocumentIndex.unpack(b"something else entirely, long enough")
