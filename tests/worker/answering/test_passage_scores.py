from tests.worker.answering.conftest import page
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.passage_scores import PassageScores, passage_scores
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze

LEASE = [
    "The tenant pays the rent on the first of each month.",
    "Pets may be kept if the neighbours agree.",
    "The tenant sweeps the stairs, and the tenant clears the snow.",
]
LETTER = [
    "Thank you for the photographs of the garden and the apple trees.",
    "The tenant of the shop says hello.",
    "We arrive by train on Sunday.",
]
MIETVERTRAG = [
    "Der Mieter zahlt das Gehalt des Hausmeisters nicht; die Vermieterin trägt es.",
    "Der Kindergarten liegt auf der anderen Seite des Parks, neben der Schule.",
]


def scores(question: str, *documents: list[str]) -> PassageScores:
    indices = [
        DocumentIndex.unpack(index_document([page(n, text) for n, text in enumerate(texts, 1)])) for texts in documents
    ]
    lexical = LexicalIndex(indices)
    asked = analyze(question)
    return passage_scores(asked, search_terms(asked, lexical), lexical)


def test_a_sentence_in_a_long_document_about_something_else_is_found() -> None:
    shelves = [f"Shelf {number} holds the maps of county {number}, bound in cloth." for number in range(12)]

    found = scores("When does the library open?", [*shelves, "The library opens at nine and closes at six."], LEASE)

    assert int(found.combined.argmax()) == 12


def test_documents_in_another_language_are_compared_by_the_vectors_of_their_words() -> None:
    found = scores("What is the caretaker's salary?", MIETVERTRAG[1:], MIETVERTRAG[:1], LEASE)

    assert found.cosine[:2].tolist() == [0, 0]
    assert found.crosslingual[2:].tolist() == [0, 0, 0]
    assert found.crosslingual[1] > found.crosslingual[0]


def test_of_two_documents_that_lack_the_words_the_one_that_means_the_same_is_found() -> None:
    menu = ["Soup of the day with bread.", "Grilled trout with potatoes.", "Coffee and apple cake."]
    payslip = ["Gross wages 3,200.00", "Income tax 410.00", "Net pay 2,410.00, by bank transfer"]

    found = scores("What do I earn?", menu, payslip)

    assert found.cosine[3] > found.cosine[0]
    assert int(found.combined.argmax()) >= 3


def test_between_a_few_passages_a_word_that_one_of_them_has_counts_more_than_what_they_are_about() -> None:
    agreement = ["This agreement was signed by Maria Keller. The term of the agreement is five years."]
    invoice = ["Invoice of 4 May. Deliveries: 1,250 euros, payable within 30 days."]

    found = scores("What is said of deliveries?", agreement, agreement + invoice)

    assert int(found.combined.argmax()) == 2


def test_within_one_document_bm25_alone_counts() -> None:
    found = scores("Who sweeps the stairs?", LEASE)

    assert found.combined.tolist() == found.bm25.tolist()
    assert found.cosine.tolist() == found.crosslingual.tolist() == [0, 0, 0]


def test_no_score_exceeds_the_ceiling() -> None:
    for question in ("Who pays the rent?", "Are pets allowed?", "Quand paie-t-on le loyer ?", "Wer zahlt das Gehalt?"):
        found = scores(question, LEASE, MIETVERTRAG)
        assert found.combined.max() <= found.ceiling
