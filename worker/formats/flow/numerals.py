"""Numbers as lists show them: 3, iii, C, ③."""

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
MAX_ROMAN = 5000


def numeral(count: int, kind: str) -> str:
    """``count`` in a format of numbers, named as in Office Open XML; in decimal where the format is not known."""
    match kind:
        case "lowerRoman":
            return roman(count).lower()
        case "upperRoman":
            return roman(count)
        case "lowerLetter":
            return letters(count).lower()
        case "upperLetter":
            return letters(count)
        case "decimalZero":
            return f"{count:02d}"
        case "ordinal":
            tens = 10 < count % 100 < 14
            return f"{count}{'th' if tens else {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th')}"
        case "none":
            return ""
        case _:
            return str(count)


def roman(count: int) -> str:
    """``count`` in Roman numerals."""
    if not 0 < count < MAX_ROMAN:
        return str(count)
    found = ""
    for amount, sign in _ROMAN:
        found += sign * (count // amount)
        count %= amount
    return found


def letters(count: int) -> str:
    """``count`` in letters: A to Z, then AA, BB and so on."""
    if not 0 < count <= 26 * 20:
        return str(count)
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
