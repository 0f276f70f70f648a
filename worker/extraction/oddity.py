"""How unusual the words of a text are, without a dictionary: badly recognized text is more unusual."""

import re
from collections.abc import Sequence

_USUAL = re.compile(
    r"""[(\["'“‘«¿¡]*"""
    r"""(?:[^\W\d_]+(?:['’\-–/.&][^\W\d_]+)*|[$€£¥#§]?\d[\d.,:/\-–]*(?:%|st|nd|rd|th|s)?|[A-Z]{1,4}-?\d+)"""
    r"""[.,;:!?)\]"'”’»*%]*|[•·–—\-$€£%&]"""
)


def oddity(words: Sequence[str]) -> float:
    """Share of words that are neither words nor numbers nor usual marks: text that was recognized badly has many."""
    return sum(_USUAL.fullmatch(word) is None for word in words) / max(1, len(words))


def is_latin(words: Sequence[str]) -> bool:
    """Whether most letters of the words are Latin."""
    letters = [character for word in words for character in word if character.isalpha()]
    return 2 * sum(character < "\u0250" for character in letters) > len(letters)
