"""Made documents as the reader gets them."""

import random
from collections.abc import Sequence

import pytest

from training.made.model import Field, Heading, Items, Made, Paragraph, Part, Question, Table
from training.reader import made
from training.reader.windows import Example

INVOICE = Made(
    "invoice",
    "en",
    [
        Heading([Part("Invoice")], level=0),
        Field([Part("Due date")], [Part("15 May 2024", "due")]),
        Field([Part("Paid")], [Part("in cash", "how")], checked=True),
        Heading([Part("Items")]),
        Table(
            ["Item", "Price"],
            [[[Part("Rope")], [Part("12.50", "rope")]], [[Part("Lantern")], [Part("40.00", "lantern")]]],
        ),
        Paragraph([Part("Goods stay ours until "), Part("they are paid", "until"), Part(".")]),
        Items([[Part("no refunds", "refunds")], [Part("no credit")]], ordered=False),
    ],
    [
        Question("When is it due?", "en", ("due",), "date"),
        Question("What does the lantern cost?", "en", ("lantern",), "amount"),
        Question("Until when do the goods stay theirs?", "en", ("until",), "clause"),
        Question("Are there refunds?", "en", ("refunds",), "list"),
        Question("Who signed it?", "en", (), "name"),
    ],
)
ANSWERS = {
    "When is it due?": "15 May 2024",
    "What does the lantern cost?": "40.00",
    "Until when do the goods stay theirs?": "they are paid",
    "Are there refunds?": "no refunds",
}


@pytest.fixture(scope="module")
def written() -> list[list[Example]]:
    """The invoice, written in many styles."""
    return [list(made.examples(INVOICE, random.Random(seed))) for seed in range(80)]


def test_the_span_of_a_question_is_its_answer(written: Sequence[Sequence[Example]]) -> None:
    answered = [example for examples in written for example in examples if example.span]

    assert {example.question for example in answered} == ANSWERS.keys()
    exact = [example.texts[0][slice(*example.span)] == ANSWERS[example.question] for example in answered]  # type: ignore[misc]
    assert sum(exact) > 0.9 * len(exact)  # the others have confused characters
    assert all(e.span and e.span[1] - e.span[0] == len(ANSWERS[e.question]) for e in answered)


def test_most_are_written_as_pages_with_blocks_are(written: Sequence[Sequence[Example]]) -> None:
    texts = [example.texts[0] for examples in written for example in examples if example.span]

    def share(marked: str) -> float:
        holding = [text for text in texts if "Lantern" in text]
        return sum(marked in text for text in holding) / len(holding)

    assert share("Lantern | Price: 40.00") > 0.4
    assert share("Lantern 40.00") > 0.1


def test_what_is_over_several_columns_is_a_row_of_its_own_in_plain_text_and_in_their_names_else() -> None:
    table = Table(
        ["", "2018 plan", "2018 actual", "2017 plan", "2017 actual"],
        [[[Part("Fuel")], *([Part(str(value), f"k{value}")] for value in (11, 12, 13, 14))]],
        over=(("2018", 2), ("2017", 2)),
    )
    figures = Made("statement", "en", [table], [Question("What did fuel cost?", "en", ("k12",), "table")])

    texts = {
        example.texts[0]
        for seed in range(60)
        for example in made.examples(figures, random.Random(seed))
        if example.span
    }

    plain = {" ".join(text.replace("¶", " ").split()) for text in texts if "|" not in text}
    assert "2018 2017 plan actual plan actual Fuel 11 12 13 14" in plain
    assert any("Fuel | 2018 plan: 11 | 2018 actual: 12" in text for text in texts)


def test_a_row_of_a_group_is_written_with_the_group_that_names_it() -> None:
    rows = [[[Part("Day")], [Part(str(10 + number), f"k{number}")]] for number in range(12)]
    table = Table(["Ticket", "Price"], rows, {0: "Adults:", 6: "Children:"})
    fares = Made("fares", "en", [table], [Question("What does a day cost?", "en", ("k9",), "table")])

    texts = {example.texts[0] for seed in range(60) for example in made.examples(fares, random.Random(seed))}

    structured = {text for text in texts if "Price: 19" in text}
    assert structured
    assert all("Children: Day | Price: 19" in text or "Children: Ticket: Day" in text for text in structured)
    plain = {" ".join(text.replace("¶", " ").split()) for text in texts if "|" not in text}
    assert any("Children: Day 16 Day 17 Day 18 Day 19" in text for text in plain)


def test_a_question_without_an_answer_has_passages_and_no_span(written: Sequence[Sequence[Example]]) -> None:
    unanswered = [example for examples in written for example in examples if example.question == "Who signed it?"]

    assert len(unanswered) == len(written)
    assert all(example.texts and example.span is None for example in unanswered)


def test_without_its_passage_a_question_has_no_answer() -> None:
    long = Made(
        "letter",
        "en",
        [Paragraph([Part(f"Of the {n}th year nothing is told. " * 40)]) for n in range(4)] + list(INVOICE.blocks),
        INVOICE.questions,
    )

    without = [
        example
        for seed in range(60)
        for example in made.examples(long, random.Random(seed))
        if example.question == "When is it due?" and example.span is None
    ]

    assert without
    assert not any("15 May" in text or "l5 May" in text for example in without for text in example.texts)


@pytest.mark.parametrize("seed", range(6))
def test_documents_of_any_kind_give_examples(seed: int) -> None:
    rng = random.Random(seed)

    examples = list(made.examples(made.draw(rng), rng))

    assert examples
    for example in examples:
        if example.span:
            answer = example.texts[0][slice(*example.span)]
            assert answer == answer.strip() != ""
