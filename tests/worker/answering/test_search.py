from itertools import pairwise

import pytest

from shared.errors import NoReadableDocument
from tests.worker.answering.conftest import document
from worker.answering.search import search
from worker.answering.session import SearchCache

CHAPTERS = [
    f"{title}\n\n{text}"
    for title, text in (
        ("Opening hours", "The harbour office is open from eight to five on weekdays and closed on public holidays."),
        ("Mooring fees", "The mooring fee of a boat of up to nine metres is 14 euros a night, water included."),
        ("Waste", "Oil and batteries are taken to the shed beside the crane. Everything else goes into the bins."),
    )
]
LONG = " ".join(f"On day {n} the caravan rested beside a well and {n} jars of oil were traded." for n in range(60))


def test_passages_come_best_first_with_their_place_and_headings() -> None:
    harbour = document("harbour", CHAPTERS)

    found = search("What is the mooring fee for one night?", [document("tale", [LONG]), harbour], 10)

    best = found.passages[0]
    assert (best.filename, best.page) == ("harbour.pdf", 2)
    assert "14 euros" in best.text
    scores = [one.score for one in found.passages]
    assert scores == sorted(scores, reverse=True)
    assert found.searched.documents == 2
    for one in found.passages:
        page = (harbour if one.document_id == "harbour" else document("tale", [LONG])).page(one.page)
        assert page.text[one.start : one.end] == one.text
        assert one.boxes == page.boxes(one.start, one.end)


def test_no_more_passages_than_asked_for_and_none_that_shares_most_of_its_text_with_a_better_one() -> None:
    tale = document("tale", [LONG])

    several = search("jars of oil traded beside a well", [tale], 100).passages
    spans = sorted((one.start, one.end) for one in several)

    assert len(several) > 2
    assert all(b[0] - a[0] >= (a[1] - a[0]) / 3 for a, b in pairwise(spans))
    assert search("jars of oil traded beside a well", [tale], 2).passages == several[:2]


def test_what_has_neither_a_word_nor_a_related_one_is_not_given() -> None:
    assert search("zzyxq", [document("waste", CHAPTERS[2:])], 10).passages == []


def test_a_search_of_nothing_is_refused() -> None:
    with pytest.raises(NoReadableDocument):
        search("fees", [], 10, cache=SearchCache())
