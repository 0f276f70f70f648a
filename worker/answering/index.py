"""What is searched of a document: its passages, and which terms occur in them, and how often.

It contains places and terms, no text: a passage is read from its page, its headings from theirs.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Page
from worker.answering.contents import ContentsFinder
from worker.answering.language import ENGLISH, detect
from worker.answering.passages import PageSpan, Passage, PassageCutter
from worker.answering.terms import stems, term

_HEADER = struct.Struct("<4sIIIIII")
_MAGIC = b"dixi"
_FORMAT = 4
"""Raised when what is packed changes: an index of another format is built again where it is needed."""

_LANGUAGE = np.dtype("S2")
"""A language's code."""

_STRING_BYTES = 49
"""Of a short string, without its letters."""

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    """The passages of a document as columns, and their postings ordered by passage.

    ``places`` is (passages, 3): page, start and end of the body. ``headings`` is (headings, 3), likewise, of all
    passages one after the other; ``heading_ends[i]`` is where those of passage ``i`` end. ``lengths`` counts a
    passage's terms, those of its headings among them. A posting says that ``terms[i]`` occurs ``counts[i]`` times in
    passage ``owners[i]``. ``pages`` counts the pages indexed, with those that contain no text. ``stems`` are the
    document's different ones, sorted, for words that a question spells in another way. ``languages`` has the code of
    the language that a passage was stemmed in, of shape (passages,).
    """

    pages: int
    places: NDArray[np.uint32]
    headings: NDArray[np.uint32]
    heading_ends: NDArray[np.uint32]
    lengths: NDArray[np.uint32]
    terms: NDArray[np.uint64]
    owners: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    languages: NDArray[np.bytes_]
    stems: tuple[str, ...]

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.lengths)

    def passage(self, number: int) -> Passage:
        """Passage ``number``, from 0."""
        page, start, end = self.places[number].tolist()
        first = int(self.heading_ends[number - 1]) if number else 0
        headings = self.headings[first : int(self.heading_ends[number])].tolist()
        return Passage(PageSpan(page, start, end), tuple(PageSpan(*heading) for heading in headings))

    def _columns(self) -> tuple[NDArray[np.generic], ...]:
        return (
            self.places,
            self.headings,
            self.heading_ends,
            self.lengths,
            self.terms,
            self.owners,
            self.counts,
            self.languages,
        )

    def language(self, number: int) -> str:
        """The language of passage ``number``."""
        return bytes(self.languages[number]).decode()

    @property
    def nbytes(self) -> int:
        """Memory of the columns in bytes."""
        return sum(column.nbytes for column in self._columns()) + sum(_STRING_BYTES + len(stem) for stem in self.stems)

    def pack(self) -> bytes:
        """The index as compressed bytes."""
        stems = "\n".join(self.stems).encode("utf-8", "replace")
        sizes = self.pages, len(self.lengths), len(self.headings), len(self.terms), len(stems)
        columns = b"".join(column.tobytes() for column in self._columns())
        return _HEADER.pack(_MAGIC, _FORMAT, *sizes) + zlib.compress(columns + stems, 1)

    @classmethod
    def unpack(cls, packed: bytes) -> "DocumentIndex":
        """The index that `pack` wrote. Raises ValueError for anything else, an index of another format included."""
        if len(packed) < _HEADER.size or not packed.startswith(_MAGIC):
            raise ValueError("not a document index")
        _, written, pages, passages, headings, postings, letters = _HEADER.unpack_from(packed)
        if written != _FORMAT:
            raise ValueError(f"a document index of format {written}, not {_FORMAT}")
        columns = memoryview(zlib.decompress(memoryview(packed)[_HEADER.size :]))
        at = 0

        def column(kind: type[Scalar] | np.dtype[Scalar], count: int) -> NDArray[Scalar]:
            nonlocal at
            values = np.frombuffer(columns, kind, count, at)
            at += values.nbytes
            return values

        return cls(
            pages,
            column(np.uint32, passages * 3).reshape(passages, 3),
            column(np.uint32, headings * 3).reshape(headings, 3),
            column(np.uint32, passages),
            column(np.uint32, passages),
            column(np.uint64, postings),
            column(np.uint32, postings),
            column(np.uint16, postings),
            column(_LANGUAGE, passages),
            tuple(bytes(columns[at : at + letters]).decode().split("\n")) if letters else (),
        )

    @classmethod
    def join(cls, parts: Sequence["DocumentIndex"]) -> "DocumentIndex":
        """One index over the passages of ``parts``, in their order."""
        shifts = np.cumsum([0, *(len(part) for part in parts)])
        heading_shifts = np.cumsum([0, *(len(part.headings) for part in parts)])
        return cls(
            sum(part.pages for part in parts),
            _joined([part.places for part in parts], np.zeros((0, 3), np.uint32)),
            _joined([part.headings for part in parts], np.zeros((0, 3), np.uint32)),
            _joined(
                [part.heading_ends + np.uint32(n) for part, n in zip(parts, heading_shifts, strict=False)],
                np.zeros(0, np.uint32),
            ),
            _joined([part.lengths for part in parts], np.zeros(0, np.uint32)),
            _joined([part.terms for part in parts], np.zeros(0, np.uint64)),
            _joined(
                [part.owners + np.uint32(shift) for part, shift in zip(parts, shifts, strict=False)],
                np.zeros(0, np.uint32),
            ),
            _joined([part.counts for part in parts], np.zeros(0, np.uint16)),
            _joined([part.languages for part in parts], np.zeros(0, _LANGUAGE)),
            tuple(sorted({stem for part in parts for stem in part.stems})),
        )


def _joined(columns: list[NDArray[Scalar]], none: NDArray[Scalar]) -> NDArray[Scalar]:
    return np.concatenate(columns) if columns else none


def index_document(pages: Iterable[Page]) -> bytes:
    """Cut and index the pages of a document, in order; packed, as `DocumentIndex.unpack` takes it."""
    cutter = PassageCutter()
    places: list[PageSpan] = []
    headings: list[PageSpan] = []
    heading_ends: list[int] = []
    lengths: list[int] = []
    postings_terms: list[int] = []
    owners: list[int] = []
    counts: list[int] = []
    languages: list[str] = []
    vocabulary: set[str] = set()
    page_count = 0
    language = ENGLISH
    contents = ContentsFinder()
    for page in pages:
        page_count += 1
        contents.add_page(page)
        # A page of figures is taken to be in the language of the one before.
        language = detect(page.text, language)
        for passage in cutter.cut(page):
            text = page.text[passage.body.start : passage.body.end]
            contents.add_passage(len(places), passage.body, text)
            found = stems(text, language)
            for heading in passage.headings:
                found += stems(cutter.heading_text(heading), language)
            vocabulary.update(found)
            bag = Counter(map(term, found))
            owners.extend([len(places)] * len(bag))
            postings_terms.extend(bag)
            counts.extend(min(count, 0xFFFF) for count in bag.values())
            lengths.append(len(found))
            places.append(passage.body)
            headings.extend(passage.headings)
            heading_ends.append(len(headings))
            languages.append(language)
    length = np.array(lengths, np.uint32)
    owner = np.array(owners, np.uint32)
    # What only leads to the text is not searched: it is read where there is nothing else to read.
    length[contents.passages()] = 0
    searched = length[owner] > 0
    return DocumentIndex(
        page_count,
        np.array(places, np.uint32).reshape(len(places), 3),
        np.array(headings, np.uint32).reshape(len(headings), 3),
        np.array(heading_ends, np.uint32),
        length,
        np.array(postings_terms, np.uint64)[searched],
        owner[searched],
        np.array(counts, np.uint16)[searched],
        np.array(languages, _LANGUAGE),
        tuple(sorted(vocabulary)),
    ).pack()
