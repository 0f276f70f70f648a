from pathlib import Path

import numpy as np
import pytest

from shared.errors import ModelMissing
from tests.worker.answering.conftest import page
from worker.answering import vectors
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME
from worker.answering.passage_scores import passage_scores
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze
from worker.answering.static_embeddings import FOLDER, PASSAGES, EmbeddingsManifest, StaticEmbeddings, bundled

HOUSE = [
    "The kitchen has a gas stove, a dishwasher and a table for six.",
    "The landlord heats the building from October to April.",
    "Dogs and cats may be kept if the neighbours agree.",
    "Net pay is transferred on the last working day of each month.",
    "The sum fell due on 3 March 1987 and was settled by cheque.",
]


def index(texts: list[str]) -> DocumentIndex:
    return DocumentIndex.unpack(index_document([page(n, text) for n, text in enumerate(texts, 1)]))


def cosines(question: str, lexical: LexicalIndex) -> list[float]:
    asked = analyze(question)
    return lexical.cosines(asked.text, asked.language).tolist()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What appliances are there?", 1),
        ("Who is responsible for warmth in winter?", 2),
        ("When was the debt paid?", 5),
    ],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it_in_other_words(question: str, expected: int) -> None:
    assert int(np.argmax(cosines(question, LexicalIndex([index(HOUSE)])))) + 1 == expected


def test_a_passage_is_where_it_is_whatever_is_indexed_with_it() -> None:
    alone = cosines("Are pets allowed?", LexicalIndex([index(HOUSE)]))
    together = cosines("Are pets allowed?", LexicalIndex([index(HOUSE), index(HOUSE)]))

    assert together == pytest.approx([*alone, *alone], abs=1e-6)


def test_passages_are_embedded_alike_in_chunks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cosines("Who heats the house?", LexicalIndex([index(HOUSE)]))
    monkeypatch.setattr(vectors, "CHUNK_PASSAGES", 2)

    assert cosines("Who heats the house?", LexicalIndex([index(HOUSE)])) == pytest.approx(whole, abs=1e-6)


def test_a_document_without_text_has_no_passage_to_compare() -> None:
    lexical = LexicalIndex([index([""])])

    assert cosines("Are pets allowed?", lexical) == []
    asked = analyze("Are pets allowed?")
    assert passage_scores(asked, search_terms(asked, lexical), lexical).combined.shape == (0,)


def test_without_embeddings_passages_are_found_by_their_words_alone() -> None:
    lexical = LexicalIndex([index(HOUSE)], embeddings=None)
    asked = analyze("Who heats the building?")

    scores = passage_scores(asked, search_terms(asked, lexical), lexical)

    assert scores.combined.tolist() == scores.bm25.tolist()
    assert int(np.argmax(scores.combined)) == 1


def test_the_bundled_tables_are_loaded_once() -> None:
    assert bundled() is bundled()


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / PASSAGES).open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")

    with pytest.raises(ModelMissing, match=r"passages\.npy"):
        StaticEmbeddings.read(tmp_path)
    (tmp_path / PASSAGES).write_bytes((FOLDER / PASSAGES).read_bytes())
    manifest = EmbeddingsManifest.model_validate_json((FOLDER / FILENAME).read_bytes())
    other = manifest.model_copy(update={"word_vectors": {"terms.npy": "0"}})
    (tmp_path / FILENAME).write_text(other.model_dump_json())
    with pytest.raises(ModelMissing, match="other word vectors"):
        StaticEmbeddings.read(tmp_path)
    with pytest.raises(ModelMissing, match="manifest"):
        StaticEmbeddings.read(tmp_path / "nowhere")
