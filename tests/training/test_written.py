import random
from collections import Counter
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from training.reader.__main__ import main
from training.reader.windows import Example, cut
from training.written.documents import is_held_out, written_documents
from training.written.examples import examples, read, write
from training.written.left_out import without_answer
from worker.models.squad import Article, LabeledQuestion, PlainBlock, page_of

FIRST = page_of(1, [PlainBlock("title", "Rowing club"), PlainBlock("paragraph", "The fee is 40 euros. Ann Lee rows.")])
SECOND = page_of(2, [PlainBlock("paragraph", "The treasurer is Bea Moss. The fee for guests is 40 euros a day.")])


def of(*questions: LabeledQuestion) -> tuple[list[tuple[str, str | None]], Counter[str]]:
    """What the questions became: each with the answer that its first text has, None for none."""
    counted: Counter[str] = Counter()
    found = examples(Article("club", [FIRST, SECOND], list(questions)), counted)
    return [(e.question, e.texts[0][slice(*e.span)] if e.span else None) for e in found], counted


def test_the_text_with_the_answer_on_its_page_comes_first() -> None:
    guests = LabeledQuestion("what do guests pay?", ["40 euros a day", "40 euros"], 2)
    members = LabeledQuestion("what do members pay?", ["40 euros"], 1)

    found, counted = of(guests, members)

    assert found == [("what do guests pay?", "40 euros a day"), ("what do members pay?", "40 euros")]
    assert counted == {"answered": 2}


def test_a_question_that_is_not_answered_is_put_to_what_is_read_for_it() -> None:
    found, counted = of(LabeledQuestion("who is the president?", [], None))

    assert found == [("who is the president?", None)]
    assert counted == {"impossible": 1}


def test_an_answer_that_is_not_on_its_page_is_left_out() -> None:
    found, counted = of(LabeledQuestion("who keeps the accounts?", ["Bea Moss"], 1))

    assert found == []
    assert counted == {"lost": 1}


def test_an_answer_may_run_over_lines_that_are_separated() -> None:
    page = page_of(
        1, [PlainBlock("paragraph", "Keel Boats\nQuay Street 4\nOsmere 1187"), PlainBlock("paragraph", "Sum 4")]
    )
    asked = LabeledQuestion("where is the shop?", ["Quay Street 4 Osmere 1187"], 1)

    (example,) = examples(Article("receipt", [page], [asked]), Counter())

    assert example.span
    assert example.texts[0][slice(*example.span)] == "Quay Street 4 ¶ Osmere 1187"


def test_every_place_of_a_repeated_answer_is_right(tmp_path: Path) -> None:
    page = page_of(1, [PlainBlock("paragraph", "Lift open 9 to 17. Slope open 9 to 17.")])
    article = Article("hours", [page], [LabeledQuestion("when is the lift open?", ["9 to 17"], 1)])
    write(list(examples(article, Counter())), tmp_path / "examples.jsonl.gz")

    (example,) = read(tmp_path / "examples.jsonl.gz")

    places = [example.span, *(span for _, span in example.elsewhere)]
    assert [example.texts[0][slice(*span)] for span in places if span] == ["9 to 17", "9 to 17"]
    ((window,),) = cut([example], _words(example.texts[0] + " " + example.question), random.Random(0))
    assert len(window.labels) == 2


ROW = "Room 4 | Rent: 410 euros | Deposit: 820 euros ¶ Keys are at the office. Ask Mr. Dunn for them."


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("410 euros", "Room 4 | Deposit: 820 euros ¶ Keys are at the office. Ask Mr. Dunn for them."),
        ("820 euros", "Room 4 | Rent: 410 euros | Keys are at the office. Ask Mr. Dunn for them."),
        ("at the office", "Room 4 | Rent: 410 euros | Deposit: 820 euros ¶ Ask Mr. Dunn for them."),
    ],
)
def test_an_answer_is_left_out_with_its_cell_or_sentence(answer: str, left: str) -> None:
    at = ROW.index(answer)

    example = without_answer(Example("how much?", [ROW, "Another page."], (at, at + len(answer))))

    assert example == Example("how much?", [left, "Another page."], None)


def test_an_answer_whose_words_are_elsewhere_is_not_left_out() -> None:
    assert without_answer(Example("where?", ["Keys are at the office.", "Meet at the office."], (9, 22))) is None
    assert without_answer(Example("who?", ["Ann Lee. Bea Moss, Ann Lee."], (0, 7), elsewhere=[(0, (19, 26))])) is None


def test_every_place_of_a_repeated_answer_is_left_out() -> None:
    example = Example("who?", ["Chair: Ann Lee ¶ Fee: 2", "Ann Lee sat. So did Bea."], (7, 14), elsewhere=[(1, (0, 7))])

    assert without_answer(example) == Example("who?", ["Fee: 2", "So did Bea."], None)


def test_the_written_documents_are_as_they_should_be() -> None:
    documents = list(written_documents())

    assert documents
    assert any(is_held_out(document.name) for document in documents)
    for _, html, written in documents:
        assert html.with_suffix(".json").exists()
        for asked in written.questions:
            assert (asked.kind == "none") == (not asked.answers) == (asked.page is None), (html.name, asked.question)


@pytest.mark.parametrize("options", [["--written", "a.jsonl.gz"], ["--written-share", "0.3"]])
def test_training_on_written_documents_needs_a_file_and_a_share(options: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="both"):
        main(["train", "--data", ".", "--from", ".", "--to", str(tmp_path / "out"), *options])


def _words(text: str) -> Tokenizer:
    words = {word: number for number, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", *sorted({*text.split()})])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer
