"""Sentences of a text."""

import re

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
# What ends in a full stop and ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|al|ca|No|no|Nos|Fig|fig|Figs|Eq|Sec|sec|Art|Inc|Ltd|Co|Corp"
    r"|Vol|vol|pp|p|e\.g|i\.e|U\.S|U\.K)|^\s*\d{1,3}(?:\.\d{1,3})*)\.$"
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as ranges without the space between them."""
    found, at = [], start
    for gap in _SENTENCE_END.finditer(text, start, end):
        stop = gap.start() + len(gap.group().rstrip())
        if _ABBREVIATION.search(text[max(at, stop - 12) : stop]):
            continue
        found.append((at, stop))
        at = gap.end()
    if text[at:end].strip():
        found.append((at, end))
    return found
