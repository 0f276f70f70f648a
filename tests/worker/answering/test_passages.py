from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.answering.passages import LONGEST_UNIT_WORDS, PASSAGE_WORDS, cut, sentences

PROSE = " ".join(f"Sentence number {n} says that the {n}th lamp of the street was lit at dusk." for n in range(60))


def bodies(text: str) -> list[str]:
    return [text[p.body.start : p.body.end] for p in cut(1, text)]


def test_passages_are_of_whole_sentences_and_overlap() -> None:
    found = bodies(PROSE)

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


def test_lines_of_a_table_stay_whole_though_they_hold_full_stops() -> None:
    text = "\n".join(f"Item No. {n}. Qty {n}. EUR {n}.50" for n in range(80))

    for passage in bodies(text):
        for line in passage.split("\n"):
            assert line in text.split("\n")


def test_a_heading_goes_with_its_text_and_into_its_later_passages() -> None:
    text = PROSE[: PROSE.index("Sentence number 6 ")].strip() + "\n\nThe second lighting\n\n" + PROSE

    found = cut(1, text)

    start = text.index("The second lighting")
    assert not any(p.body.end == start + len("The second lighting") for p in found)
    later = [p for p in found if p.body.start > start]
    assert later
    assert all(p.heading is not None and p.heading.start == start for p in later)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab.,:!? \n\n\tÉ1"), max_size=600))
def test_every_word_of_any_text_is_in_a_passage_and_passages_stay_within_the_text(text: str) -> None:
    covered = [False] * len(text)
    for passage in cut(3, text):
        assert passage.body.page == 3
        assert 0 <= passage.body.start < passage.body.end <= len(text)
        assert len(text[passage.body.start : passage.body.end].split()) <= max(PASSAGE_WORDS, LONGEST_UNIT_WORDS)
        for at in range(passage.body.start, passage.body.end):
            covered[at] = True
    assert all(covered[at] for at, character in enumerate(text) if not character.isspace())


def test_a_page_without_text_has_no_passage() -> None:
    assert cut(1, "") == []
    assert cut(1, " \n\n \n") == []
