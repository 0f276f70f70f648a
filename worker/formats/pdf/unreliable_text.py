"""Words whose characters may not be what the page draws: by fonts that lie, and by glyphs without a character.

A font tells by a table which characters its glyphs are. Some tables are wrong, by mistake or on purpose, and some
leave glyphs out, such as ligatures. The lexicon tells: of the words of a text nine in ten are in it, of the words of a
wrong table next to none. OCR decides then.
"""

import ctypes
from collections import Counter
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from worker.formats.pdf import characters
from worker.formats.pdf.calls import function, pointer
from worker.formats.pdf.digits import draws_other_digits, of_digits
from worker.formats.pdf.letter_shapes import draws_other_letters
from worker.layout.lexicon import are_words
from worker.layout.normalize import REPLACEMENT

MIN_LETTERS = 4
"""Letters of the words that are judged: shorter ones are words of some language by chance."""

SAMPLE = 48
"""Words of a page that are judged at first, spread over it."""

MIN_WORDS = 2
"""Words of a font, at least, by which it is judged."""

MAX_UNUSUAL = 192
"""Characters beyond ASCII that are asked for whether their font names them, at most."""

MAX_NAMELESS = 0.3
"""Share of a page's characters up to which those that their fonts do not name are single glyphs."""

MAX_KNOWN = 0.3
"""Share of words in the lexicon below which a font is not trusted: dummy text has a third, a wrong table an eighth."""

MIN_CERTAIN = 0.8
"""Share of words in the lexicon from which a font is trusted; the outlines of letters decide about the others."""

MIN_PAIRS, MAX_PAIRS = 12, 200
"""Pairs of East Asian characters of a font, at least, by which it is judged, and of a page, at most."""

MIN_KNOWN_PAIRS, MIN_KNOWN_HANGUL = 0.1, 0.3
"""Shares of pairs in the lexicon below which a font is not trusted.

Texts in Chinese and Japanese have 0.17 to 0.42, in Korean a half; with characters exchanged for each other they have
0.05 and 0.1, and characters by chance have none.
"""

_FIRST_EAST_ASIAN, _FIRST_PRIVATE = 0x3040, 0xE000

_object_of = function("FPDFText_GetTextObject", ctypes.c_void_p)
_font_of = function("FPDFTextObj_GetFont", ctypes.c_void_p)

_TABLE = 0x3001
_SEPARATOR, _SMALL, _CAPITAL, _OTHER = range(4)
_JOINING = "_@/\\\u00ad"
"""Marks of addresses, paths and names of programs, which are not judged."""


def _kind(code: int) -> int:
    character = chr(code)
    if character in _JOINING:
        return _OTHER
    if not character.isalnum():
        # What belongs to a letter before it.
        return _OTHER if 0x0300 <= code <= 0x036F or 0x0591 <= code <= 0x06ED else _SEPARATOR
    listed = code < 0x0530 or 0x0590 <= code < 0x0700 or 0x1E00 <= code < 0x2000
    if not listed or not character.isalpha():
        return _OTHER
    return _CAPITAL if character.isupper() else _SMALL


_KINDS = np.array([*map(_kind, range(_TABLE)), _OTHER], np.uint8)


def are_lost(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether each character is none: of private use, or a replacement. Signs of symbol fonts have their own range."""
    if codes.max(initial=0) < _FIRST_PRIVATE:
        return np.zeros(len(codes), np.bool_)
    of_symbols = (codes >= 0xF020) & (codes <= 0xF0FF)
    # As many of them together as in a word are no pictures.
    alone = of_symbols & ~_in_runs(of_symbols, MIN_LETTERS)
    private = (codes >= 0xE000) & (codes < 0xF8E0) & ~alone
    return np.asarray(private | (codes == 0xFFFD), np.bool_)


def _in_runs(marks: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Whether each mark is one of at least so many behind each other."""
    edges = np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)).nonzero()[0].reshape(-1, 2)
    found = np.zeros(len(marks), bool)
    for start, end in edges[edges[:, 1] - edges[:, 0] >= least].tolist():
        found[start:end] = True
    return found


def unreliable_words(
    text_page: int,
    codes: NDArray[np.uint32],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    honest: set[bytes],
) -> NDArray[np.bool_] | None:
    """Whether each word of the text page at the address is unreliable; None where all are reliable, as nearly always.

    ``starts`` and ``ends`` are the words' bounds among the characters, whose code points are ``codes``: those within
    words that their font does not name become U+FFFD.
    """
    found = _of_lying_fonts(text_page, codes, starts, honest)
    found = _of_lying_pairs(text_page, codes, starts) if found is None else found
    numbers = _of_false_digits(text_page, codes, starts, ends, honest)
    if numbers is not None:
        found = numbers if found is None else found | numbers
    nameless = _nameless(text_page, codes)
    lost = are_lost(codes)
    if nameless is not None:
        if nameless.sum() <= MAX_NAMELESS * np.count_nonzero(codes > ord(" ")):
            lost |= nameless
            codes[nameless & _beside_letters(codes)] = ord(REPLACEMENT)
        elif found is None and len(_runs(codes)[0]) < MIN_WORDS:
            # There are no words that tell whether the numbers of the glyphs are their characters.
            found = np.logical_or.reduceat(nameless, starts)
    if lost.any():
        # A lone sign is a picture of something; within a word it is a letter, or several.
        count = np.concatenate([[0], np.cumsum(lost)])
        missing = count[ends] - count[starts]
        partly = (missing > 0) & (missing < ends - starts)
        if (many := missing >= MIN_LETTERS).any():
            # They are a word, and so is what else is in its font.
            fonts = _fonts(text_page, starts)
            no_letters = np.logical_or.reduceat(codes >= _FIRST_PRIVATE, starts)
            partly |= no_letters & np.isin(fonts, fonts[many])
        found = partly if found is None else found | partly
    return found if found is not None and found.any() else None


def _nameless(text_page: int, codes: NDArray[np.uint32]) -> NDArray[np.bool_] | None:
    """Whether each character is one that its font does not name; None where a sample has none such."""
    solid = (codes > ord(" ")).nonzero()[0]
    unusual = solid[codes[solid] > ord("~")]
    sample = np.concatenate([solid[_spread(len(solid), SAMPLE)], unusual[_spread(len(unusual), MAX_UNUSUAL)]])
    if not characters.lack_unicode(text_page, sample).any():
        return None
    found = np.zeros(len(codes), bool)
    found[solid] = characters.lack_unicode(text_page, solid)
    return found


def _beside_letters(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether each character is before or behind a letter."""
    kinds = _KINDS.take(codes, mode="clip")
    letter = np.concatenate([[False], (kinds == _SMALL) | (kinds == _CAPITAL), [False]])
    return np.asarray(letter[:-2] | letter[2:], np.bool_)


def _of_lying_fonts(
    text_page: int, codes: NDArray[np.uint32], starts: NDArray[np.intp], honest: set[bytes]
) -> NDArray[np.bool_] | None:
    """Whether each word is of a font whose words are none, or that draws other letters than it says."""
    first, last = _runs(codes)
    if not len(first):
        return None
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "replace")
    sample = _spread(len(first), SAMPLE)
    listed = _are_listed(text, first[sample], last[sample])
    if listed.all() or not _are_doubtful(_fonts(text_page, first[sample]), listed):
        return None
    if len(sample) < len(first):
        listed = _are_listed(text, first, last)
    fonts, which = np.unique(_fonts(text_page, first), return_inverse=True)
    total, known = np.bincount(which), np.bincount(which, listed)
    lying = (total >= min(MIN_WORDS, len(starts))) & (known < MAX_KNOWN * total)
    for i in np.flatnonzero(~lying & (known < MIN_CERTAIN * total)).tolist():
        at = (which == i).nonzero()[0]
        letters = set("".join(text[a:b] for a, b in zip(first[at].tolist(), last[at].tolist(), strict=True)))
        lying[i] = draws_other_letters(int(fonts[i]), letters, honest)
    return np.isin(_fonts(text_page, starts), fonts[lying]) if lying.any() else None


def _are_doubtful(fonts: NDArray[np.int64], listed: NDArray[np.bool_]) -> bool:
    """Whether one of the fonts of a sample of words has too few words in the lexicon to be trusted by these."""
    of_words = fonts.tolist()
    total, known = Counter(of_words), Counter(compress(of_words, listed.tolist()))
    return any(known[font] < MIN_CERTAIN * count for font, count in total.items())


def _spread(count: int, most: int) -> NDArray[np.intp]:
    """As many of the first ``count`` numbers, the last one among them, spread evenly."""
    chosen = min(count, most)
    return np.arange(chosen) * (count - 1) // max(chosen - 1, 1)


def _are_listed(text: str, first: NDArray[np.intp], last: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the lexicon has each of the runs ``text[first:last]``."""
    return are_words([text[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)])


def _of_lying_pairs(text_page: int, codes: NDArray[np.uint32], starts: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Whether each word is of a font whose pairs of East Asian characters are none of these languages."""
    if codes.max() < _FIRST_EAST_ASIAN:
        return None
    hangul = (codes >= 0xAC00) & (codes <= 0xD7A3)
    east_asian = hangul | ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0x3040) & (codes <= 0x30FF))
    at = (east_asian[:-1] & east_asian[1:]).nonzero()[0]
    if len(at) < MIN_PAIRS:
        return None
    at = at[_spread(len(at), MAX_PAIRS)]
    listed = are_words([chr(codes[i]) + chr(codes[i + 1]) for i in at.tolist()])
    fonts, which = np.unique(_fonts(text_page, at), return_inverse=True)
    total = np.bincount(which)
    least = np.where(np.bincount(which, hangul[at]) > total / 2, MIN_KNOWN_HANGUL, MIN_KNOWN_PAIRS)
    lying = (total >= MIN_PAIRS) & (np.bincount(which, listed) < least * total)
    return np.isin(_fonts(text_page, starts), fonts[lying]) if lying.any() else None


def _of_false_digits(
    text_page: int,
    codes: NDArray[np.uint32],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    honest: set[bytes],
) -> NDArray[np.bool_] | None:
    """Whether each word has digits of a font that draws others."""
    at = of_digits(codes)
    if not len(at):
        return None
    fonts = _fonts(text_page, at)
    digits: dict[int, set[int]] = {}
    for font, digit in set(zip(fonts.tolist(), (codes[at] - ord("0")).tolist(), strict=True)):
        digits.setdefault(font, set()).add(digit)
    lying = [font for font, drawn in digits.items() if draws_other_digits(font, drawn, honest)]
    if not lying:
        return None
    every = np.flatnonzero((codes >= ord("0")) & (codes <= ord("9")))
    false = np.zeros(len(codes) + 1, np.int64)
    false[every[np.isin(_fonts(text_page, every), lying)] + 1] = 1
    count = np.cumsum(false)
    return np.asarray(count[ends] > count[starts], np.bool_)


def _runs(codes: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Bounds of the runs of letters that can be judged. A capital behind a small letter begins another."""
    kinds = np.zeros(len(codes) + 2, np.uint8)
    np.take(_KINDS, codes, out=kinds[1:-1], mode="clip")
    letter = kinds != _SEPARATOR
    hump = (kinds[1:] == _CAPITAL) & (kinds[:-1] == _SMALL)
    first = (letter[1:] & (~letter[:-1] | hump)).nonzero()[0]
    last = (letter[:-1] & (~letter[1:] | hump)).nonzero()[0]
    long = last - first >= MIN_LETTERS
    first, last = first[long], last[long]
    others = (kinds[1:-1] == _OTHER).nonzero()[0]
    # What goes on behind a full stop is an address or a name of a file.
    padded = np.concatenate([codes, [0, 0]])
    dotted = (padded[last] == ord(".")) & letter[1:][np.minimum(last + 1, len(codes))]
    dotted |= (padded[first - 1] == ord(".")) & letter[first - 1]
    judged = (others.searchsorted(first) == others.searchsorted(last)) & ~dotted
    return first[judged], last[judged]


def _fonts(text_page: int, indices: NDArray[np.intp]) -> NDArray[np.int64]:
    """The addresses of the fonts of these characters."""
    objects = list(map(_object_of, repeat(pointer(text_page)), indices.tolist()))
    fonts = {one: (_font_of(pointer(one)) or 0) if one else 0 for one in set(objects)}
    return np.fromiter(map(fonts.__getitem__, objects), np.int64, len(objects))
