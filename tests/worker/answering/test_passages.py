from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.models.page import Page
from tests.worker.answering.trees import PageMaker
from worker.answering.passages import MAX_UNIT_WORDS, PASSAGE_WORDS, Passage, PassageCutter
from worker.answering.sentences import sentences

SENTENCES = [f"Sentence number {n} says that the {n}th lamp of the street was lit at dusk." for n in range(60)]
PROSE = " ".join(SENTENCES)


def cut(page: Page) -> list[Passage]:
    return PassageCutter().cut(page)


def untold(text: str) -> Page:
    """A page that was stored without a tree."""
    return Page(1, 595, 842, "text", text)


def bodies(page: Page) -> list[str]:
    return [page.text[p.body.start : p.body.end] for p in cut(page)]


def headings(page: Page, passage: Passage) -> list[str]:
    return [page.text[heading.start : heading.end] for heading in passage.headings]


def test_passages_are_of_whole_sentences_and_overlap() -> None:
    found = bodies(untold(PROSE))

    assert len(found) > 3
    for passage in found:
        assert passage.startswith("Sentence")
        assert passage.endswith("dusk.")
        assert len(passage.split()) <= PASSAGE_WORDS
    for one, following in pairwise(found):
        assert following[:40] in one


def test_an_abbreviation_or_a_clauses_number_ends_no_sentence() -> None:
    text = "Dr. Lee met Mr. J. Ford of Acme Inc. in Rome. See Fig. 3 for more. 2.1. The Term is a year."

    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == [
        "Dr. Lee met Mr. J. Ford of Acme Inc. in Rome.",
        "See Fig. 3 for more.",
        "2.1. The Term is a year.",
    ]


def test_rows_items_and_fields_stay_whole_though_they_contain_full_stops() -> None:
    maker = PageMaker()
    maker.table([[f"Item No. {n}. Qty {n}.", f"EUR {n}.50 a piece. Net."] for n in range(40)], header_rows=0)
    items = maker.add("list", "")
    for n in range(30):
        maker.add("list_item", f"{n}. Lamp. Of brass. Lit at dusk.", parent=items)
    for n in range(30):
        maker.field(f"Lot {n}:", "Sold. To A. Quill.")

    whole = [line for line in maker.text.split("\n") if line]
    for passage in bodies(maker.page()):
        assert all(line in whole for line in passage.split("\n") if line)


def test_a_heading_goes_with_its_text_and_into_its_later_passages() -> None:
    maker = PageMaker()
    maker.add("paragraph", " ".join(SENTENCES[:6]))
    maker.add("heading", "The second lighting", level=1)
    maker.add("paragraph", PROSE)
    page = maker.page()

    found = cut(page)

    start = page.text.index("The second lighting")
    assert not any(p.body.end == start + len("The second lighting") for p in found)
    later = [p for p in found if p.body.start > start]
    assert later
    assert all(headings(page, p) == ["The second lighting"] for p in later)


def test_a_passage_is_under_the_whole_path_of_headings() -> None:
    maker = PageMaker()
    maker.add("title", "Report")
    for chapter in ("Harbour", "Market"):
        maker.add("heading", chapter, level=1)
        maker.add("paragraph", PROSE)
        maker.add("heading", f"{chapter} dues", level=2)
        maker.add("paragraph", PROSE)
    page = maker.page()

    paths = [headings(page, passage) for passage in cut(page)]

    assert ["Report", "Harbour"] in paths
    assert ["Report", "Market", "Market dues"] in paths
    assert not any("Harbour dues" in path and "Market" in path for path in paths)


def test_headings_are_carried_onto_the_next_page() -> None:
    first, second = PageMaker(1), PageMaker(2)
    first.add("heading", "Wages of the year", level=1)
    second.add("paragraph", "They were paid at the end of every month.")
    cutter = PassageCutter()
    cutter.cut(first.page())

    (passage,) = cutter.cut(second.page())

    (heading,) = passage.headings
    assert heading.page == 1
    assert cutter.heading_text(heading) == "Wages of the year"


def test_the_head_of_a_table_goes_into_the_passages_of_its_later_rows() -> None:
    maker = PageMaker()
    maker.add("heading", "Dues by quay", level=1)
    maker.table([["Quay", "Brigs", "Sloops"], *([f"Quay {n} of Ash", str(n), str(n + 1)] for n in range(60))])
    page = maker.page()

    later = [passage for passage in cut(page) if passage.body.start > page.text.index("Sloops")]

    assert later
    assert all(headings(page, passage) == ["Dues by quay", "Quay Brigs Sloops"] for passage in later)


def test_the_head_of_a_table_is_carried_over_a_page_s_end() -> None:
    first, second = PageMaker(1), PageMaker(2)
    first.table([["Quay", "Brigs"], ["Ash", "12"]])
    second.table([["Elm", "15"], ["Oak", "19"]], header_rows=0, continues=True)
    cutter = PassageCutter()
    cutter.cut(first.page())

    (passage,) = cutter.cut(second.page())

    assert [cutter.heading_text(heading) for heading in passage.headings] == ["Quay Brigs"]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab.,:!? \n\n\tÉ1"), max_size=600))
def test_every_word_of_any_text_is_in_a_passage_and_passages_stay_within_the_text(text: str) -> None:
    covered = [False] * len(text)
    for passage in cut(Page(3, 595, 842, "text", text)):
        assert passage.body.page == 3
        assert 0 <= passage.body.start < passage.body.end <= len(text)
        assert len(text[passage.body.start : passage.body.end].split()) <= max(PASSAGE_WORDS, MAX_UNIT_WORDS)
        for at in range(passage.body.start, passage.body.end):
            covered[at] = True
    assert all(covered[at] for at, character in enumerate(text) if not character.isspace())


def test_a_page_without_text_has_no_passage() -> None:
    assert cut(untold("")) == []
    assert cut(untold(" \n\n \n")) == []
