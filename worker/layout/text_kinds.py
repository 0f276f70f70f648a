"""Letters and digits of a text, counted fast: ASCII takes no step of Python's a character."""

import re
import string

_LETTERS, _DIGITS = string.ascii_letters.encode(), string.digits.encode()
_HAS_DIGIT = re.compile("[0-9]")


def count_letters(text: str) -> int:
    """How many letters a text has."""
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _LETTERS))
    return sum(map(str.isalpha, text))


def count_digits(text: str) -> int:
    """How many digits a text has."""
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _DIGITS))
    return sum(map(str.isdigit, text))


def has_digit(text: str) -> bool:
    """Whether a text has any digit."""
    return _HAS_DIGIT.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


def is_mostly_digits(text: str) -> bool:
    """Whether half of the letters and digits of a text, or more, are digits."""
    if not has_digit(text):
        return False
    digits = count_digits(text)
    letters = count_letters(text) if text.isascii() else sum(map(str.isalnum, text)) - digits
    return digits >= letters
