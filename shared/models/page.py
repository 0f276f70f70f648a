"""One page as parsed: its text, its words as spans of that text with their boxes, and the tree of its blocks.

The text is the page in reading order. Lines are separated by ``\\n``, and blocks (paragraphs, columns, rows of tables,
headings) by a blank line, so that the layout is visible in the text alone. A word that a hyphen breaks at a line's end
is one run of text and two words of this list, each with its own box.
"""

import json
import math
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from shared.errors import NewerFormat
from shared.models.blocks import Block
from shared.models.blocks import Box as Box
from shared.models.packed_blocks import pack_blocks, unpack_blocks
from shared.models.warnings import WarningCode

EXTRACTION_VERSION = 3
"""What is made of a document's bytes. It grows when a page is read better or stored otherwise: a file that was read
under another version is read again."""

_PAGE = b"x"
"""The first byte of a packed page, which is also zlib's: a format to come begins with another."""
_BLOCKS = b"\x01"
"""The byte before the tree of blocks, which follows the page. Releases before 0.2 ignore what follows the page."""

_PLACES = b"\x02"
"""The byte before the places, which follow the tree. Releases before 0.3 ignore what follows the tree."""

_NO_CONFIDENCE = array("f", [math.nan]).tobytes()
"""The confidence of a word of the document's own text."""

WordSource = Literal["text", "ocr"]
PageSource = Literal["text", "ocr", "mixed", "failed"]


class Word(NamedTuple):
    """``page.text[start:end]`` with its box.

    ``confidence`` is None where the text comes from the document itself. ``line`` numbers the lines of the
    page from 0 in reading order; words of one line are adjacent.
    """

    start: int
    end: int
    box: Box
    confidence: float | None
    line: int
    source: WordSource


class Words(Sequence[Word]):
    """The words of a page as columns: a tenth of the memory of objects, and packed without a loop."""

    __slots__ = ("_boxes", "_confidences", "_ends", "_lines", "_ocr", "_starts")

    def __init__(self, words: Iterable[Word] = ()) -> None:
        rows = words if isinstance(words, list | tuple) else list(words)
        self._starts = array("I", [w.start for w in rows])
        self._ends = array("I", [w.end for w in rows])
        self._boxes = array("f", [edge for w in rows for edge in w.box])
        self._confidences = array("f", [math.nan if w.confidence is None else w.confidence for w in rows])
        self._lines = array("I", [w.line for w in rows])
        self._ocr = array("B", [w.source == "ocr" for w in rows])

    @classmethod
    def from_columns(
        cls,
        starts: bytes,
        ends: bytes,
        boxes: bytes,
        confidences: bytes,
        lines: bytes,
        ocr: bytes,
    ) -> "Words":
        """Build from raw little-endian columns: u32, u32, 4 x f32 a word, f32 (NaN: none), u32, u8."""
        words = cls.__new__(cls)
        words._starts, words._ends, words._lines = array("I", starts), array("I", ends), array("I", lines)
        words._boxes, words._confidences = array("f", boxes), array("f", confidences)
        words._ocr = array("B", ocr)
        count = len(words._starts)
        lengths = (words._ends, words._confidences, words._lines, words._ocr)
        if any(len(column) != count for column in lengths) or len(words._boxes) != 4 * count:
            raise ValueError("columns of different lengths")
        return words

    def columns(self) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
        """The columns as `from_columns` takes them."""
        return (
            self._starts.tobytes(),
            self._ends.tobytes(),
            self._boxes.tobytes(),
            self._confidences.tobytes(),
            self._lines.tobytes(),
            self._ocr.tobytes(),
        )

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        confidence = self._confidences[index]
        x0, y0, x1, y1 = self._boxes[4 * index : 4 * index + 4]
        return Word(
            self._starts[index],
            self._ends[index],
            (x0, y0, x1, y1),
            None if math.isnan(confidence) else confidence,
            self._lines[index],
            "ocr" if self._ocr[index] else "text",
        )

    def __iter__(self) -> Iterator[Word]:
        boxes = zip(*[iter(self._boxes)] * 4, strict=True)
        columns = zip(self._starts, self._ends, boxes, self._confidences, self._lines, self._ocr, strict=True)
        for start, end, box, confidence, line, ocr in columns:
            yield Word(start, end, box, None if math.isnan(confidence) else confidence, line, "ocr" if ocr else "text")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self.columns() == other.columns()

    def __hash__(self) -> int:
        return hash(self.columns())

    def mean_confidence(self) -> float | None:
        """Mean over the words that have a confidence, None where none has."""
        if self._confidences.tobytes() == _NO_CONFIDENCE * len(self):
            return None
        known = [c for c in self._confidences if not math.isnan(c)]
        return sum(known) / len(known) if known else None

    def within(self, start: int, end: int) -> list[Word]:
        """The words that share at least one character with ``text[start:end]``."""
        return [self[i] for i in range(len(self)) if self._starts[i] < end and self._ends[i] > start]


class Place(NamedTuple):
    """``text[start:end]`` of a page has a name in the file's own terms: ``Sheet1!C12``, ``slide 4``."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as parsed. ``width`` and ``height`` in points (1/72 inch) as shown, rotation applied.

    ``source`` says where the words come from: ``mixed`` when both the document's own text and OCR. ``warnings`` are
    told with what came of the page, and are no part of it as packed. ``places`` are the names that parts of its
    text have in the file's own terms, in the order of their starts.
    """

    number: int
    width: float
    height: float
    source: PageSource
    text: str
    words: Words = field(default_factory=Words)
    blocks: tuple[Block, ...] = ()
    warnings: frozenset[WarningCode] = field(default=frozenset(), compare=False)
    places: tuple[Place, ...] = ()

    def place(self, start: int, end: int) -> str | None:
        """The name of the smallest place that holds ``text[start:end]``, else of the first that has a part of it."""
        touching = [place for place in self.places if place.start < end and place.end > start]
        around = [place for place in touching if place.start <= start and end <= place.end]
        found = min(around or touching[:1], key=lambda place: place.end - place.start, default=None)
        return None if found is None else found.name

    def boxes(self, start: int, end: int) -> list[Box]:
        """Boxes that cover ``text[start:end]``, one a line, in reading order."""
        lines: dict[int, Box] = {}
        for word in self.words.within(start, end):
            x0, y0, x1, y1 = word.box
            if word.line in lines:
                a, b, c, d = lines[word.line]
                x0, y0, x1, y1 = min(a, x0), min(b, y0), max(c, x1), max(d, y1)
            lines[word.line] = (x0, y0, x1, y1)
        return list(lines.values())

    def pack(self) -> bytes:
        """The page as compressed bytes (a dense page: about 10 kB).

        The tree of blocks comes last, so that releases before 0.2 read the page without it.
        """
        head = json.dumps([self.number, self.width, self.height, self.source]).encode()
        packed = _compressed([head, self.text.encode("utf-8", "replace"), *self.words.columns()])
        if self.blocks or self.places:
            packed += _BLOCKS + _compressed(pack_blocks(self.blocks))
        if self.places:
            packed += _PLACES + zlib.compress(json.dumps(self.places, ensure_ascii=False).encode("utf-8", "replace"), 1)
        return packed

    @classmethod
    def unpack(cls, packed: bytes) -> "Page":
        """The page that `pack` wrote, or a release before 0.2: those pages have no blocks.

        Raises NewerFormat for a page that a later release wrote, ValueError for damaged bytes.
        """
        if packed[:1] != _PAGE:
            raise NewerFormat
        try:
            page, rest = _decompressed(packed)
            head, text, *columns = page
            number, width, height, source = json.loads(head)
            words = Words.from_columns(*columns)
            decoded = text.decode()
            blocks: tuple[Block, ...] = ()
            places: tuple[Place, ...] = ()
            if rest:
                if rest[:1] != _BLOCKS:
                    raise NewerFormat
                (rows, cells), rest = _decompressed(rest[1:])
                blocks = unpack_blocks(rows, cells, len(decoded))
            if rest[:1] == _PLACES:
                places = tuple(Place(*place) for place in json.loads(zlib.decompress(rest[1:])))
        except (zlib.error, struct.error, IndexError, TypeError) as error:
            raise ValueError("a damaged page") from error
        return cls(number, width, height, source, decoded, words, blocks, places=places)


def _compressed(parts: Iterable[bytes]) -> bytes:
    return zlib.compress(b"".join(struct.pack("<I", len(part)) + part for part in parts), 1)


def _decompressed(packed: bytes) -> tuple[list[bytes], bytes]:
    """The parts, and what follows them."""
    stream = zlib.decompressobj()
    framed = stream.decompress(packed)
    if not stream.eof:
        raise ValueError("a part that is cut off")
    return _parts(framed), stream.unused_data


def _parts(framed: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(framed):
        (length,) = struct.unpack_from("<I", framed, at)
        at += 4 + length
        parts.append(framed[at - length : at])
    if at != len(framed):
        raise ValueError("a part that is cut off")
    return parts
