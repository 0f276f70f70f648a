"""How wide the columns of a table become."""

from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth

SLACK = 1.5
"""Points: what rounding may take from a line that just fits."""


def is_number(text: str) -> bool:
    """Whether a cell is an amount, a count or the like: mostly digits."""
    signs = [sign for sign in text if not sign.isspace()]
    return bool(signs) and sum(sign.isdigit() or sign in ".,+-%€$£'" for sign in signs) >= len(signs) * 0.6


def column_widths(
    texts: Sequence[Sequence[str]], available: float, font: str, size: float, padding: float, stretched: bool
) -> list[float] | None:
    """The width of each of the columns, given the texts of each; None if words would have to be cut."""
    natural, least = [], []
    for column in texts:
        whole = [stringWidth(text, font, size) for text in column]
        words = [stringWidth(text, font, size) if is_number(text) else _longest(text, font, size) for text in column]
        natural.append(max(whole, default=0) + 2 * padding + SLACK)
        least.append(max(words, default=0) + 2 * padding + SLACK)
    if sum(least) > available:
        return None
    if sum(natural) <= available:
        spare = (available - sum(natural)) / len(natural) if stretched else 0
        return [width + spare for width in natural]
    wanted = [more - width for more, width in zip(natural, least, strict=True)]
    share = (available - sum(least)) / sum(wanted)
    return [width + more * share for width, more in zip(least, wanted, strict=True)]


def _longest(text: str, font: str, size: float) -> float:
    return max((stringWidth(word, font, size) for word in text.split(" ")), default=0)
