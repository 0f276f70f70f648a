import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.layout.normalize import is_plain, normalize

anything = st.text(st.characters(codec=None, categories=None))


@given(anything)
def test_normalized_text_can_be_encoded_and_contains_no_control_character(text: str) -> None:
    kept = normalize(text)
    kept.encode("utf-8")
    assert not [c for c in kept if unicodedata.category(c) == "Cc"]


@given(anything)
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(anything)
def test_plain_text_is_what_normalizing_leaves_alone(text: str) -> None:
    if is_plain(text):
        assert normalize(text) == text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\ufb01nal o\ufb03ce", "final office"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("co\u00adoperate", "cooperate"),
        ("co\u00ad", "co\u00ad"),
        ("a\u200bb\ufeffc\u202ed", "abcd"),
        ("nul\x00 and \x1bescape", "nul and escape"),
        ("\ud800", "\ufffd"),
        ("(cid:12)x(cid:7)", "\ufffdx\ufffd"),
        ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
        ("\u6771\u4eac", "\u6771\u4eac"),
    ],
)
def test_characters_that_are_no_text_go_and_ligatures_are_spelt_out(text: str, kept: str) -> None:
    assert normalize(text) == kept
