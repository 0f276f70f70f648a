"""What kind of answer a question asks for, in several languages."""

import pytest

from worker.answering.kinds import KINDS, kind_features, probabilities
from worker.answering.values import Kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does the insurance end?", Kind.DATE),
        ("Wann wurde die Rechnung ausgestellt?", Kind.DATE),
        ("Quand le contrat commence-t-il ?", Kind.DATE),
        ("¿Cuándo vence la factura?", Kind.DATE),
        ("Wie hoch ist die Miete?", Kind.AMOUNT),
        ("How much does the ticket cost?", Kind.AMOUNT),
        ("Quanto costa il corso?", Kind.AMOUNT),
        ("What's their phone number?", Kind.PHONE),
        ("Welke e-mail moet ik gebruiken?", Kind.MAIL),
        ("Who is the landlord?", Kind.NAME),
        ("Quem é o locatário?", Kind.NAME),
        ("Darf ich einen Hund halten?", Kind.CLAUSE),
    ],
)
def test_the_kind_of_answer_is_known_in_any_of_the_languages(question: str, kind: Kind) -> None:
    assert KINDS[int(probabilities(question).argmax())] is kind


def test_a_text_of_another_kind_suits_a_question_less() -> None:
    question = "When was the bridge finished?"

    right, wrong = kind_features(question, Kind.DATE), kind_features(question, Kind.MAIL)

    assert right["suits"] > 0 > wrong["suits"]
    assert right["suits_group"] > 0 > wrong["suits_group"]
