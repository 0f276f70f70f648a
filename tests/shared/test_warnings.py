import re
from pathlib import Path

from shared.models.warnings import MESSAGES, warnings_of

DOCUMENTED = re.findall(
    r"^\| `([a-z-]+)` \|", (Path(__file__).parents[2] / "docs/warnings.md").read_text(), re.MULTILINE
)


def test_the_codes_of_warnings_are_those_documented() -> None:
    assert list(MESSAGES) == DOCUMENTED


def test_a_warning_names_its_pages_in_order_and_counts_them() -> None:
    (found,) = warnings_of({7: ["unreadable-pages"], 2: ["unreadable-pages"], 3: []})
    assert (found.code, found.pages) == ("unreadable-pages", [2, 7])
    assert found.message == "2 page(s) could not be read."


def test_a_warning_about_a_whole_document_names_no_page() -> None:
    (found,) = warnings_of({1: []}, ["hidden-text"])
    assert (found.code, found.pages) == ("hidden-text", [])
