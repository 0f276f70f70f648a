from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from worker.models.squad import FOREIGN, LINE_CHARACTERS, PAGE_WORDS, articles, with_foreign_questions, wrapped

CONTEXT = "In 1612 the council of Brannock paid 340 crowns  for a stone quay.\nThe mayor was Ada Quill, of Osmere."


def squad(paragraphs: int, questions: int = 1) -> dict[str, Any]:
    answer = {"text": "Ada Quill", "answer_start": CONTEXT.index("Ada Quill")}
    qas = [{"id": str(n), "question": f"Who was mayor {n}?", "answers": [answer]} for n in range(questions)]
    unanswerable = {"id": "x", "question": "Who was king?", "answers": []}
    part = {"context": CONTEXT, "qas": [*qas, unanswerable]}
    return {"data": [{"title": "Old_accounts", "paragraphs": [part] * paragraphs}]}


def test_an_answer_is_in_its_page_where_its_question_says() -> None:
    (article,) = articles(squad(60))

    assert len(article.pages) > 1
    for question in article.questions:
        if question.answer is None:
            assert (question.answers, question.page) == ([], None)
            continue
        assert question.page is not None
        text = article.pages[question.page - 1].text
        assert text[slice(*question.answer)].split() == ["Ada", "Quill"]
        assert text[slice(*question.paragraph)].split() == CONTEXT.split()


def test_pages_have_a_tree_and_a_box_for_every_word() -> None:
    (article,) = articles(squad(60))

    first = article.pages[0]
    assert first.blocks[0].type == "title"
    assert first.text[first.blocks[0].start : first.blocks[0].end] == "Old accounts"
    for page in article.pages:
        assert len(page.text.split()) <= PAGE_WORDS + 2
        assert [page.text[word.start : word.end] for word in page.words] == page.text.split()
        assert all(page.text[block.start : block.end].strip() for block in page.blocks)


def test_documents_are_asked_some_questions_of_the_others() -> None:
    data = {"data": squad(2, 9)["data"] * 2}

    for article in with_foreign_questions(list(articles(data))):
        own = sum(bool(question.answers) for question in article.questions)
        foreign = len(article.questions) - own - 2
        assert foreign == int(FOREIGN * (own + 2))


def test_a_table_has_cells_that_are_spans_of_its_page() -> None:
    context = "Item 2021\nHarbour dues 48,112"
    cells = [[0, 0, 0, 4, True], [0, 1, 5, 9, True], [1, 0, 10, 22, False], [1, 1, 23, 29, False]]
    answer = {"text": "48,112", "answer_start": 23}
    part = {"context": context, "cells": cells, "qas": [{"id": "1", "question": "How much?", "answers": [answer]}]}

    (article,) = articles({"data": [{"title": "Accounts", "paragraphs": [part]}]})

    (page,) = article.pages
    table = page.blocks[1]
    assert table.type == "table"
    assert [page.text[cell.start : cell.end] for cell in table.cells] == ["Item", "2021", "Harbour dues", "48,112"]
    assert page.text[slice(*article.questions[0].answer)] == "48,112"


@given(st.text(st.sampled_from("ab \n\t."), max_size=400))
def test_wrapping_changes_nothing_but_white_space(text: str) -> None:
    found = wrapped(text)

    assert len(found) == len(text)
    assert all(a == b or (a.isspace() and b.isspace()) for a, b in zip(text, found, strict=True))
    assert all(len(line.strip()) <= LINE_CHARACTERS or " " not in line.strip() for line in found.split("\n"))
