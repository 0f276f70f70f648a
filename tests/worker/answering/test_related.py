from pathlib import Path

import numpy as np
import pytest

from shared.errors import ModelMissing
from tests.worker.answering.conftest import page
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.passage_scores import passage_scores
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze
from worker.answering.related import RelatedWords
from worker.answering.terms import stem, term
from worker.answering.word_vectors import FOLDER, TERMS, VECTORS, WordVectors, bundled

LEASE = [
    "Der Vertrag beginnt am 1. Juli und läuft auf unbestimmte Zeit. Er wird schriftlich geschlossen.",
    "Der Vermieter heizt das Gebäude von Oktober bis April und reinigt die Treppe jede Woche.",
    "Haustiere sind erlaubt, wenn die Nachbarn zustimmen. Fahrräder stehen im Keller des Hauses.",
    "Das Gehalt des Hausmeisters wird zum Ende des Monats gezahlt, der Urlaub beträgt dreißig Tage.",
]


def best_page(question: str, texts: list[str]) -> int:
    lexical = LexicalIndex([DocumentIndex.unpack(index_document([page(n, text) for n, text in enumerate(texts, 1)]))])
    asked = analyze(question)
    return int(np.argmax(passage_scores(asked, search_terms(asked, lexical), lexical).combined)) + 1


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When does the contract begin?", 1),
        ("Who cleans the stairs every week?", 2),
        ("Are pets allowed?", 3),
        ("When is the salary of the caretaker paid?", 4),
        ("Quel est le salaire du concierge ?", 4),
    ],
)
def test_a_question_in_another_language_finds_its_passage(question: str, expected: int) -> None:
    assert best_page(question, LEASE) == expected


def test_a_word_finds_another_that_means_the_same() -> None:
    texts = ["The committee meets twice a year in the town hall.", "Her wages rose in spring.", "Rain fell all week."]

    assert best_page("What happened to her salary?", texts) == 2


def related(word: str, documents: list[str], language: str = "en") -> dict[int, float]:
    terms = np.array(sorted(term(stem(one, language) or "") for one in documents), np.uint64)
    words = RelatedWords(terms, np.full(len(terms), language.encode()), bundled())
    (found,) = words.of([word], "en")
    return dict(found)


def test_nearer_words_weigh_more_and_none_as_much_as_the_word_itself() -> None:
    found = related("price", ["cost", "garden"])

    assert 0 < found[term("cost")] < 1
    assert found[term("cost")] > found.get(term("garden"), 0)


def test_a_word_without_a_vector_is_related_to_none() -> None:
    assert related("zzyxq", ["cost", "price"]) == {}
    assert related("price", ["zzyxq"]) == {}
    assert related("price", []) == {}


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    for name in ("manifest.json", TERMS, VECTORS):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    with (tmp_path / VECTORS).open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")

    with pytest.raises(ModelMissing, match=r"vectors\.npy"):
        WordVectors.read(tmp_path)
    with pytest.raises(ModelMissing, match="manifest"):
        WordVectors.read(tmp_path / "nowhere")
