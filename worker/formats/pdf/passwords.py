"""Passwords in the spellings that programs encrypt with: pdfium tries the characters as they are, and as Latin-1."""

import unicodedata
from collections.abc import Iterator


def spellings(password: str) -> Iterator[str]:
    """The password, and others that mean the same, each once.

    Encryption of PDF 2.0 takes composed characters. Older encryption takes bytes in PDF's own encoding, which are
    written here as the characters that Latin-1 has for them; a password that it cannot express has no such spelling.
    """
    yield password
    if password.isascii():
        return
    composed = unicodedata.normalize("NFKC", password)
    if composed != password:
        yield composed
    # Imported where it is needed, which is for hardly any document; it registers the encoding.
    import pikepdf  # noqa: F401

    try:
        encoded = composed.encode("pdfdoc_pikepdf").decode("latin-1")
    except UnicodeEncodeError:
        return
    if encoded not in (password, composed):
        yield encoded
