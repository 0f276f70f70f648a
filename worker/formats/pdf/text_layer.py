"""The text layer of a PDF's page: words with boxes out of pdfium's characters, in columns of NumPy."""

import ctypes
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from shared.errors import Corrupt, TooManyWords
from shared.settings import settings
from worker.formats.pdf import characters
from worker.formats.pdf.drawn_order import RIGHT_TO_LEFT, is_turned_round, turned_back
from worker.formats.pdf.page_space import PageSpace
from worker.formats.pdf.turned_letters import turned_lines
from worker.formats.pdf.unreliable_text import unreliable_words
from worker.formats.pdf.visibility import Doubts, Draw, are_blank, unseen
from worker.formats.plausibility import is_plausible
from worker.layout.normalize import CID, is_plain, normalize
from worker.layout.words import PlacedWords

MAX_CHARACTERS_A_WORD = 40
"""Characters a word, on average, beyond which a page counts as having too many words."""

NO_WORDS = PlacedWords.of([])

MAX_GLUED = 2000
"""Maximum number of positions that are checked for joined words; each takes two calls."""


MIN_TYPE_POINTS = 1.2
"""Height of a line of type, in points, below which nobody sees that there is text."""


MIN_STROKE_POINTS = 0.2
"""Height or width of a word below which it is a hair line, however long."""


class WordsFound(NamedTuple):
    """The words that a page shows, whether its characters are plausible as text, and what it does not show.

    ``hidden`` are the boxes of the hidden characters on the page, ``[n, 4]``; ``hides_text`` says whether there are
    any, on it or off it.
    """

    words: PlacedWords
    are_plausible: bool
    hidden: NDArray[np.float64]
    hides_text: bool


def find_words(
    page: pypdfium2.PdfPage, space: PageSpace, doubts: Doubts, draw: Draw, honest: set[bytes]
) -> WordsFound | None:
    """The words that the page shows, in the order of pdfium's text; None where it has no text at all.

    ``space`` is the page's. ``doubts`` are the objects that it may not show, and ``draw`` draws it to decide.
    ``honest`` collects what `unreliable_words` finds of the document's fonts.
    """
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise Corrupt("The page's text is damaged and could not be read.")
    try:
        count, limit = pdfium.FPDFText_CountChars(text_page), settings().max_page_words
        if count > MAX_CHARACTERS_A_WORD * limit:
            raise TooManyWords
        if count <= 0:
            return None
        address = ctypes.cast(text_page, ctypes.c_void_p).value or 0
        codes = characters.codes(address, count)
        characters.mark_lost(address, codes)
        plausible = is_plausible(codes)
        starts, ends, kinds = _words(codes, address)
        if len(starts) > limit:
            raise TooManyWords
        hidden = np.zeros((0, 4))
        if doubts and len(starts) and not are_blank(address, doubts):
            inside, words_of = _in_words(len(codes), starts, ends)
            gone = unseen(address, codes, inside, words_of, doubts, draw, space.shown)
            if gone.any():
                hidden = space.shown(characters.loose_boxes(address, gone.nonzero()[0]))
                codes[gone] = ord(" ")
                starts, ends, kinds = _words(codes, address)
        if not len(starts):
            return WordsFound(NO_WORDS, plausible, hidden, True) if len(hidden) else None
        edges = _word_edges(address, starts, ends)
        turned = turned_lines(address, codes, starts, ends, edges)
        if turned is not None:
            codes[turned.letters], kinds[turned.letters] = ord(" "), _BLANK
            kept = ~turned.replaced
            starts, ends, edges = starts[kept], ends[kept], edges[kept]
        unreliable = unreliable_words(address, codes, starts, ends, honest) if len(starts) else None
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    tiny = are_tiny(edges[:, 2] - edges[:, 0], edges[:, 1] - edges[:, 3], ends - starts)
    words, left_out = _placed(codes, kinds, starts, ends, space.shown(edges), tiny, unreliable)
    if ((codes >= RIGHT_TO_LEFT[0]) & (codes <= RIGHT_TO_LEFT[1])).any() and is_turned_round(words.texts):
        words = turned_back(words)
    if turned is not None:
        words = words.and_then(PlacedWords.own(turned.texts, space.shown(turned.edges).clip(0, 1), turned.lines))
    return WordsFound(words, plausible, hidden, left_out or bool(len(hidden)))


def are_tiny(widths: NDArray[np.float64], heights: NDArray[np.float64], lengths: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether words of so many characters are too small to be seen, level or turned, or pressed flat."""
    narrow, long = np.minimum(widths, heights), np.maximum(widths, heights)
    tiny = (narrow < MIN_TYPE_POINTS) & (long < MIN_TYPE_POINTS * lengths)
    return np.asarray(tiny | (narrow < MIN_STROKE_POINTS), np.bool_)


def _in_words(
    count: int, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether each of the characters is in a word, and the number of the word it is in or behind."""
    change = np.zeros(count + 1, np.int64)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    begun = np.zeros(count + 1, np.int64)
    begun[starts] = 1
    return np.cumsum(change)[:-1] > 0, np.cumsum(begun)[:-1]


# ---- from characters to words

_TABLE = 0x3001
_BLANK, _BREAK, _LETTER, _DIGIT, _OPENING, _CHANGING = (1 << i for i in range(6))


def _kind(code: int) -> int:
    """What a character is: blank, the end of a line, a letter, a digit, an opening bracket, or not plain text."""
    character = chr(code)
    kind = _LETTER * character.isalpha() | _DIGIT * character.isdigit() | _OPENING * (character in "([")
    return kind | _BREAK * (code in _BREAKS) | (_BLANK if code in _BLANKS else _CHANGING * (not is_plain(character)))


_BLANKS = frozenset(
    [*range(0x21), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
)
_BREAKS = frozenset([0x0A, 0x0B, 0x0C, 0x0D, 0x2028, 0x2029])
_KINDS = np.array([*map(_kind, range(_TABLE)), _CHANGING], np.uint8)
"""The kinds of the first characters of Unicode, and of all others."""


class _Words(NamedTuple):
    """First index, and last index plus one, of every word, and the kind of every character."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    kinds: NDArray[np.uint8]


def _words(codes: NDArray[np.uint32], page: int) -> _Words:
    """The words; ``codes`` get a hyphen for pdfium's own mark of one."""
    hyphens = ((codes == characters.HYPHENS[0]) | (codes == characters.HYPHENS[1])).nonzero()[0]
    codes[hyphens] = ord("-")
    kinds = _KINDS.take(codes, mode="clip")
    solid = np.zeros(len(codes) + 2, bool)
    np.equal(kinds & _BLANK, 0, out=solid[1:-1])
    starts = solid[1:] & ~solid[:-1]
    starts[hyphens + 1] = solid[hyphens + 2]
    starts[_glued(kinds, solid, page)] = True
    first = starts.nonzero()[0]
    ends = ~solid[1:] & solid[:-1]
    # A word also ends where the next one starts.
    last = (ends | (starts & solid[:-1])).nonzero()[0]
    return _Words(first, last, kinds)


def _glued(kinds: NDArray[np.uint8], solid: NDArray[np.bool_], page: int) -> NDArray[np.intp]:
    """Indices at which a word starts though pdfium saw no space: behind "10.", and raised marks of notes.

    Only places where letters meet digits or brackets are looked at, since each check is a call.
    """
    letter, digit, opens = ((kinds & kind) != 0 for kind in (_LETTER, _DIGIT, _OPENING))
    apart_kinds = (~letter[:-1] & letter[1:]) | (~digit[:-1] & (digit[1:] | opens[1:]))
    at: NDArray[np.intp] = 1 + (solid[1:-2] & solid[2:-1] & apart_kinds).nonzero()[0]
    if not len(at) or len(at) > MAX_GLUED:
        return at[:0]
    boxes = characters.loose_boxes(page, np.concatenate([at - 1, at]))
    before, after = boxes[: len(at)], boxes[len(at) :]
    height = np.minimum(before[:, 1] - before[:, 3], after[:, 1] - after[:, 3])
    apart = after[:, 0] - before[:, 2] > 0.07 * height
    raised = (after[:, 3] - before[:, 3] > 0.15 * height) & (
        after[:, 1] - after[:, 3] < 0.9 * (before[:, 1] - before[:, 3])
    )
    # A raised figure behind one or two letters is a power, as in km2.
    raised &= opens[at] | ~letter[at - 1] | (letter[np.maximum(at - 2, 0)] & letter[np.maximum(at - 3, 0)])
    starts: NDArray[np.intp] = at[(height > 0) & ((apart & ~digit[at]) | raised)]
    return starts


def _word_edges(page: int, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.float64]:
    """Left, top, right, bottom of every word."""
    boxes = characters.loose_boxes(page, np.concatenate([starts, ends - 1]))
    first, last = boxes[: len(starts)], boxes[len(starts) :]
    edges = np.empty_like(first)
    edges[:, 0], edges[:, 2] = np.minimum(first[:, 0], last[:, 0]), np.maximum(first[:, 2], last[:, 2])
    edges[:, 1], edges[:, 3] = np.maximum(first[:, 1], last[:, 1]), np.minimum(first[:, 3], last[:, 3])
    height = np.minimum(first[:, 1] - first[:, 3], last[:, 1] - last[:, 3])
    drift = np.abs(first[:, 3] - last[:, 3])
    level = (height > 0) & (first[:, 2] > first[:, 0]) & (last[:, 2] > last[:, 0]) & (drift < 0.5 * height)
    turned = (~level).nonzero()[0]
    if len(turned):
        edges[turned] = _turned_edges(page, starts[turned], ends[turned])
    return edges


def _turned_edges(page: int, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.float64]:
    """Left, top, right, bottom of words that are not level: around their ink, and as high as their line."""
    counts = ends - starts
    first = np.cumsum(counts) - counts
    boxes = characters.tight_boxes(page, np.arange(counts.sum()) + np.repeat(starts - first, counts))
    inked = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 1] > boxes[:, 3])
    marks = characters.feet_and_heads(page, np.concatenate([starts, ends - 1])).reshape(2, -1, 4)
    xs, ys = marks[:, :, [0, 2]], marks[:, :, [1, 3]]
    low = np.minimum.reduceat(np.where(inked[:, None], boxes, np.inf), first)
    high = np.maximum.reduceat(np.where(inked[:, None], boxes, -np.inf), first)
    return np.stack(
        [
            np.minimum(low[:, 0], xs.min(axis=(0, 2))),
            np.maximum(high[:, 1], ys.max(axis=(0, 2))),
            np.maximum(high[:, 2], xs.max(axis=(0, 2))),
            np.minimum(low[:, 3], ys.min(axis=(0, 2))),
        ],
        axis=1,
    )


def _spaced(
    codes: NDArray[np.uint32], kinds: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> str:
    """The words separated by spaces: so all of them are cut by one call."""
    written = np.where(kinds & _BLANK, np.uint32(ord(" ")), codes)
    begins_at_once = starts[1:] == ends[:-1]
    if begins_at_once.any():
        written = np.insert(written, starts[1:][begins_at_once], ord(" "))
    return written.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def _placed(
    codes: NDArray[np.uint32],
    kinds: NDArray[np.uint8],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    boxes: NDArray[np.float64],
    tiny: NDArray[np.bool_],
    unreliable: NDArray[np.bool_] | None,
) -> tuple[PlacedWords, bool]:
    """The words that the page shows, by the lines of pdfium's text, and whether others were left out."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    kept = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1) & ~tiny
    left_out = not bool(kept.all())
    lines = (kinds & _BREAK).nonzero()[0].searchsorted(starts)
    text = _spaced(codes, kinds, starts, ends)
    texts = text.split()
    changing = (kinds & _CHANGING).nonzero()[0]
    if len(changing) or CID in text:
        # A glyph without a character is written in plain ones.
        some = range(len(texts)) if CID in text else np.unique(starts.searchsorted(changing, "right") - 1).tolist()
        for i in some:
            texts[i] = normalize(texts[i])
        kept &= np.fromiter(map(bool, texts), bool, len(texts))
    words = PlacedWords.own(texts, boxes.clip(0, 1), lines)
    if unreliable is not None:
        words = replace(words, unreliable=unreliable)
    return (words if kept.all() else words.where(kept)), left_out
