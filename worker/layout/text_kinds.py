"""Letters and digits of a text, counted fast: ASCII takes no step of Python's a character."""

import string

_LETTERS, _DIGITS = string.ascii_letters.encode(), string.digits.encode()


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


def is_mostly_digits(text: str) -> bool:
    """Whether half of the letters and digits of a text, or more, are digits."""
    if text.isascii():
        rest = text.encode().translate(None, _LETTERS)
        letters = len(text) - len(rest)
        if letters > len(rest):
            # Nearly all prose.
            return False
        digits = len(rest) - len(rest.translate(None, _DIGITS))
    else:
        digits = count_digits(text)
        letters = sum(map(str.isalnum, text)) - digits if digits else 1
    return digits > 0 and digits >= letters
