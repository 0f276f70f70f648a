"""What is searched of a document: its passages, and which terms stand in them how often.

The index of a document is the indices of its pages laid end to end, so pages may be indexed apart, in any
process, and joined. It holds places and terms, no text: a passage is read from its page.
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
from worker.answering.passages import Passage, Span, cut
from worker.answering.tables import tables
from worker.answering.terms import stems, term

_HEADER = struct.Struct("<4sIIIII")
_MAGIC = b"dixi"
_FORMAT = 2
"""Raised when what is packed changes: an index of another format is built again where it is needed."""
# Of a short string, without its letters.
_STRING_BYTES = 49

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    """The passages of a document as columns, and their postings ordered by passage.

    ``places`` is (passages, 5): page, start and end of the body, start and end of the heading (equal: none).
    ``lengths`` counts a passage's terms. A posting says that ``terms[i]`` stands ``counts[i]`` times in
    passage ``owners[i]``. ``pages`` counts the pages indexed, with those that hold no text. ``stems`` are the
    document's different ones, sorted, for words that a question spells in another way.
    """

    pages: int
    places: NDArray[np.uint32]
    lengths: NDArray[np.uint32]
    terms: NDArray[np.uint64]
    owners: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    stems: tuple[str, ...]

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.lengths)

    def passage(self, number: int) -> Passage:
        """Passage ``number``, from 0."""
        page, start, end, heading_start, heading_end = (int(x) for x in self.places[number])
        heading = Span(page, heading_start, heading_end) if heading_end > heading_start else None
        return Passage(Span(page, start, end), heading)

    @property
    def nbytes(self) -> int:
        """Memory of the columns in bytes."""
        columns = (self.places, self.lengths, self.terms, self.owners, self.counts)
        return sum(column.nbytes for column in columns) + sum(_STRING_BYTES + len(stem) for stem in self.stems)

    def pack(self) -> bytes:
        """The index as compressed bytes."""
        stems = "\n".join(self.stems).encode("utf-8", "replace")
        head = _HEADER.pack(_MAGIC, _FORMAT, self.pages, len(self.lengths), len(self.terms), len(stems))
        columns = (self.places, self.lengths, self.terms, self.owners, self.counts)
        return head + zlib.compress(b"".join(column.tobytes() for column in columns) + stems, 1)

    @classmethod
    def unpack(cls, packed: bytes) -> "DocumentIndex":
        """The index that `pack` wrote. Raises ValueError for anything else, an index of another format included."""
        if len(packed) < _HEADER.size or not packed.startswith(_MAGIC):
            raise ValueError("not a document index")
        _, written, pages, passages, postings, letters = _HEADER.unpack_from(packed)
        if written != _FORMAT:
            raise ValueError(f"a document index of format {written}, not {_FORMAT}")
        columns = memoryview(zlib.decompress(memoryview(packed)[_HEADER.size :]))
        at = 0

        def column(kind: type[Scalar], count: int) -> NDArray[Scalar]:
            nonlocal at
            values = np.frombuffer(columns, kind, count, at)
            at += values.nbytes
            return values

        return cls(
            pages,
            column(np.uint32, passages * 5).reshape(passages, 5),
            column(np.uint32, passages),
            column(np.uint64, postings),
            column(np.uint32, postings),
            column(np.uint16, postings),
            tuple(bytes(columns[at : at + letters]).decode().split("\n")) if letters else (),
        )

    @classmethod
    def join(cls, parts: Sequence["DocumentIndex"]) -> "DocumentIndex":
        """One index over the passages of ``parts``, in their order."""
        shifts = np.cumsum([0, *(len(part) for part in parts)])
        return cls(
            sum(part.pages for part in parts),
            _joined([part.places for part in parts], np.zeros((0, 5), np.uint32)),
            _joined([part.lengths for part in parts], np.zeros(0, np.uint32)),
            _joined([part.terms for part in parts], np.zeros(0, np.uint64)),
            _joined(
                [part.owners + np.uint32(shift) for part, shift in zip(parts, shifts, strict=False)],
                np.zeros(0, np.uint32),
            ),
            _joined([part.counts for part in parts], np.zeros(0, np.uint16)),
            tuple(sorted({stem for part in parts for stem in part.stems})),
        )


def _joined(columns: list[NDArray[Scalar]], none: NDArray[Scalar]) -> NDArray[Scalar]:
    return np.concatenate(columns) if columns else none


def index_page(page: Page) -> DocumentIndex:
    """Cut one page into passages and index them."""
    return _index([page])


def index_document(pages: Iterable[Page]) -> bytes:
    """Cut and index the pages of a document; packed, as `DocumentIndex.unpack` takes it."""
    return _index(pages).pack()


def _index(pages: Iterable[Page]) -> DocumentIndex:
    places: list[tuple[int, int, int, int, int]] = []
    lengths: list[int] = []
    postings_terms: list[int] = []
    owners: list[int] = []
    counts: list[int] = []
    vocabulary: set[str] = set()
    read = 0
    for page in pages:
        read += 1
        for passage in cut(page.number, page.text, tables(page)):
            body, heading = passage.body, passage.heading
            found = stems(page.text[body.start : body.end])
            if heading is not None:
                found += stems(page.text[heading.start : heading.end])
            vocabulary.update(found)
            bag = Counter(map(term, found))
            owners.extend([len(places)] * len(bag))
            postings_terms.extend(bag)
            counts.extend(min(count, 0xFFFF) for count in bag.values())
            lengths.append(len(found))
            places.append((page.number, body.start, body.end, *(heading[1:] if heading else (0, 0))))
    return DocumentIndex(
        read,
        np.array(places, np.uint32).reshape(len(places), 5),
        np.array(lengths, np.uint32),
        np.array(postings_terms, np.uint64),
        np.array(owners, np.uint32),
        np.array(counts, np.uint16),
        tuple(sorted(vocabulary)),
    )
