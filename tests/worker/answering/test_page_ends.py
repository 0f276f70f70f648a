"""Answers that run over the end of a page, in PDFs that were drawn and extracted like uploaded ones."""

from collections.abc import Sequence
from pathlib import Path

from shared.models.answer import Answer, Answers
from shared.models.blocks import Block
from shared.models.page import Page
from tests.worker.answering.over_pages import ABOVE, ANSWER, CUT, LIST, QUESTION, draw
from worker.answering.index import DocumentIndex, index_document
from worker.answering.page_ends import page_end
from worker.answering.reader import Reader
from worker.answering.searchable import Searchable
from worker.answering.session import answer
from worker.extraction.page import extract_page
from worker.formats.registry import open_source


def drawn(pages: Sequence[Sequence[str]], path: Path) -> Searchable:
    """A document of a PDF with these lines on its pages."""
    draw(pages, path)
    source = open_source(path, "application/pdf")
    try:
        found = [extract_page(source.page(number + 1), "off", None) for number in range(len(pages))]
    finally:
        source.close()
    index = DocumentIndex.unpack(index_document(found))
    return Searchable("rules", "rules.pdf", index, lambda number: found[number - 1])


def ask(document: Searchable, question: str, reader: Reader) -> Answers:
    return answer(question, [document], reader, 3)


def check(document: Searchable, found: Answer) -> None:
    """That each part is the text at its place, and has boxes."""
    assert found.parts is not None
    for part in found.parts:
        assert document.page(part.page).text[part.start : part.end] == part.text
        assert part.boxes == document.page(part.page).boxes(part.start, part.end) != []
    first = found.parts[0]
    assert (found.page, found.start, found.end, found.boxes) == (first.page, first.start, first.end, first.boxes)
    page = document.page(found.page).text
    assert page[found.context_start : found.context_start + len(found.context)] == found.context


def test_an_answer_that_runs_over_a_pages_end_has_a_part_on_each_page(reader: Reader, tmp_path: Path) -> None:
    document = drawn([[*ABOVE, *CUT[0]], CUT[1]], tmp_path / "rules.pdf")

    best = ask(document, QUESTION, reader).answers[0]

    check(document, best)
    assert [part.page for part in best.parts or ()] == [1, 2]
    assert " ".join(best.text.split()) == ANSWER


def test_an_answer_on_one_page_has_no_parts(reader: Reader, tmp_path: Path) -> None:
    document = drawn([[*ABOVE, *CUT[0]], CUT[1]], tmp_path / "rules.pdf")

    best = ask(document, "How much is the fee for the season?", reader).answers[0]

    assert (best.text, best.page, best.parts) == ("240 euros", 2, None)
    assert "parts" not in best.model_dump(mode="json")


def test_no_other_answer_is_a_piece_of_one_that_runs_over_a_pages_end(reader: Reader, tmp_path: Path) -> None:
    document = drawn([[*ABOVE, *CUT[0]], CUT[1]], tmp_path / "rules.pdf")

    best, *others = ask(document, QUESTION, reader).answers

    assert others
    taken = [(part.page, part.start, part.end) for part in best.parts or ()]
    for other in others:
        places = [(part.page, part.start, part.end) for part in other.parts or (other,)]
        assert not any(p == q and a < d and c < b for p, a, b in taken for q, c, d in places)


def test_a_list_that_runs_over_a_pages_end_is_one(reader: Reader, tmp_path: Path) -> None:
    document = drawn([[*ABOVE, *LIST[0]], LIST[1]], tmp_path / "rules.pdf")

    end = page_end(document.page(1), document.page(2))

    assert end is not None
    items = [end.whole.text[b.start : b.end] for b in end.whole.blocks if b.type == "list_item"]
    assert items == ["• two red flares", "• a hand pump", "• three life jackets", "• a brass bell"]


def test_a_word_that_a_pages_end_cuts_is_read_without_a_break() -> None:
    box = (0.1, 0.75, 0.9, 0.95), (0.1, 0.1, 0.9, 0.15)
    before, after = (
        Page(number, 595, 842, "text", text, blocks=(Block("paragraph", 0, len(text), box[number - 1]),))
        for number, text in ((1, "The fee is due at the end of Febru-"), (2, "ary, in euros."))
    )

    end = page_end(before, after)

    assert end is not None
    assert end.whole.text == "The fee is due at the end of Febru-ary, in euros."
    assert [(page.number, page.text[a:b]) for page, a, b in end.parts(29, 38)] == [(1, "Febru-"), (2, "ary")]


def test_text_that_ends_with_its_page_has_no_page_end_to_read(tmp_path: Path) -> None:
    document = drawn([[*ABOVE, "Boats are kept in order."], CUT[1]], tmp_path / "rules.pdf")

    assert page_end(document.page(1), document.page(2)) is None
