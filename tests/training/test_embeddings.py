import numpy as np
import pytest

from tests.worker.answering.conftest import page
from training.embeddings.sessions import session
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.static_embeddings import EmbeddingsManifest, PassageWeights, StaticEmbeddings
from worker.answering.word_vectors import FOLDER, TERMS, bundled
from worker.models.squad import Article, LabeledQuestion

TEXTS = ("The zorbel is blue and very small.", "The gramble opens at noon.", "A frindle costs nine shells.")
ASKED = ("what flizz has it", "which plonk is right", "say the quibb")


def article(asked: tuple[str, ...] = ASKED) -> Article:
    questions = [
        LabeledQuestion(question, [text.split()[1]], number)
        for number, (question, text) in enumerate(zip(asked, TEXTS, strict=True), 1)
    ]
    return Article("words", [page(number, text) for number, text in enumerate(TEXTS, 1)], questions)


def test_a_session_says_which_passages_hold_the_answer() -> None:
    found = session([article(), article()])

    assert found.passages == 6
    assert [question.right.tolist() for question in found.questions] == [[0], [1], [2], [3], [4], [5]]


def test_questions_without_an_answer_teach_nothing() -> None:
    asked = article()
    unanswered = asked._replace(questions=[LabeledQuestion("what is it", [], None)])

    assert session([unanswered]).questions == []


@pytest.mark.torch
def test_questions_come_to_be_near_the_passages_that_answer_them() -> None:
    from training.embeddings.fit import fit, fit_weights

    document = article()
    fitted = fit([session([document])] * 64, bundled(), np.load(FOLDER / TERMS), 16, passes=30)

    manifest = EmbeddingsManifest(
        name="test",
        revision="1",
        licence="MIT",
        word_vectors={},
        weights=PassageWeights(),
        languages=fitted.languages,
        sha256={},
    )
    tables = StaticEmbeddings(manifest, *fitted.tables)
    lexical = LexicalIndex([DocumentIndex.unpack(index_document(document.pages))], embeddings=tables)
    for number, question in enumerate(ASKED):
        assert int(np.argmax(lexical.cosines(question, "en"))) == number
    other = Article("other", [page(1, "Nothing of use is said here.")], [])
    asked = session([document, other], embeddings=tables)
    weights = fit_weights([asked])
    assert weights.cosine > 0
