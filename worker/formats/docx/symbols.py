"""Characters of symbol fonts that mean something in text."""

_WINGDINGS = {
    0xFC: "✓",
    0xFB: "✗",
    0xFE: "☒",
    0xFD: "☒",
    0xA8: "☐",
    0x6F: "☐",
    0x71: "☐",
    0x78: "☒",
    0x52: "☑",
    0xE0: "→",
    0xDF: "←",
    0xE8: "→",
    0xF0: "⇒",
    0x28: "☎",
    0x2A: "✉",
    0x6C: "●",
    0x6E: "■",
    0xA7: "▪",
    0x9F: "•",
    0xD8: "➢",
}
_SYMBOL = dict(
    zip(
        b"abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYW",
        "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        strict=True,
    )
) | {
    0xB0: "°",
    0xB1: "±",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xA3: "≤",
    0xB3: "≥",
    0xB9: "≠",
    0xAE: "→",
    0xE5: "∑",
    0xD6: "√",
}


def symbol(font: str, code: str) -> str:
    """The character with a hexadecimal code in a font; "" for one without a meaning that is known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    low = number - 0xF000 if 0xF000 <= number <= 0xF0FF else number
    if font.casefold().startswith("wingdings"):
        return _WINGDINGS.get(low, "")
    if font.casefold() == "symbol":
        return _SYMBOL.get(low, chr(low) if 0x20 <= low < 0x7F else "")
    return chr(number) if 0x20 <= number < 0xD800 else ""
