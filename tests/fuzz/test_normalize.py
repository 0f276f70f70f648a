"""Whatever a document's text holds, what is kept of it is text."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from worker.layout.normalize import is_plain, normalize

ANY_TEXT = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=20),
        st.sampled_from(
            ["\ud800", "\udc00", "(cid:12)", "(cid:", "\u00ad", "\u202e", "\ufb03", "\0", "A\u030a", "\ufeff"]
        ),
    ),
    max_size=10,
).map("".join)
UNWANTED = {"Cc", "Cs"}


@given(ANY_TEXT)
@example("(cid:(cid:1)2)")
@example("(c\u200bid:7)")
@example("\ufb01\u0301")
def test_text_is_normalized_once_and_for_all(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not {unicodedata.category(one) for one in once} & UNWANTED
    assert "\u00ad" not in once[:-1]
    once.encode()
    if is_plain(text):
        assert once == text


@given(ANY_TEXT)
def test_text_never_grows_beyond_its_ligatures_and_compositions(text: str) -> None:
    assert len(normalize(text)) <= 3 * len(text)
