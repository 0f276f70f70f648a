import numpy as np

from training.word_vectors.table import build, distinct
from worker.answering.terms import term
from worker.answering.word_vectors import WordVectors

LISTS = {
    "en": [("rent", 0.4), ("rents", 0.1), ("café", 0.01), ("cafe", 0.02), ("the", 0.9), ("3rd", 0.5)],
    "de": [("miete", 0.3), ("mieten", 0.2), ("rent", 0.001)],
}


def test_words_are_taken_once_as_they_are_most_often_written_and_without_figures() -> None:
    found = distinct(LISTS)

    assert set(found) == {"rent", "rents", "cafe", "the", "miete", "mieten"}
    assert found["cafe"].form == "cafe"
    assert set(found["rent"].frequencies) == {"en", "de"}


def test_forms_of_a_stem_share_a_row_and_stop_words_have_none() -> None:
    found = distinct(LISTS)
    vectors = np.random.default_rng(0).normal(size=(len(found), 8)).astype(np.float32)

    table = build(found, vectors, rows=10, dimensions=4)

    assert set(table.terms.tolist()) == {term("rent"), term("cafe"), term("miet")}
    assert (np.diff(table.terms) > 0).all()
    unit = WordVectors(table.terms, table.vectors).vectors(np.arange(3, dtype=np.int32))
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1, rtol=1e-5)


def test_the_most_frequent_stems_stay() -> None:
    found = distinct(LISTS)
    vectors = np.random.default_rng(0).normal(size=(len(found), 8)).astype(np.float32)

    assert set(build(found, vectors, rows=2, dimensions=4).terms.tolist()) == {term("rent"), term("miet")}
