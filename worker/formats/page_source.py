"""What every file format offers to extraction: a document and the sources of its pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box, Words
from shared.models.warnings import WarningCode
from worker.layout.analysis import PageLayout
from worker.layout.words import PlacedWords

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
"""The box of a whole page."""

MAX_RASTER_PIXELS = 32_000_000
"""Pixels of a page's image, at most: an A2 sheet at 200 dpi, 96 MB."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text that a page brings along.

    ``is_plausible`` says whether its characters read like text at all. ``is_hidden`` says whether most of it is drawn
    invisibly, as OCR programs lay the text that they recognized over a scan. ``in_order`` is the page's text and its
    words as spans of it where the format knows their order; elsewhere layout analysis finds it. ``layout`` is there
    where the format knows the page's structure, which is then not sought again.
    """

    words: PlacedWords
    is_plausible: bool = True
    is_hidden: bool = False
    in_order: tuple[str, Words] | None = None
    layout: PageLayout | None = None


NO_WARNINGS: frozenset[WarningCode] = frozenset()


class PageSource(Protocol):
    """One page of an open document, valid until another one is asked for."""

    @property
    def number(self) -> int:
        """Its number, counted from 1."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points (1/72 inch)."""

    @property
    def warnings(self) -> frozenset[WarningCode]:
        """What users should know of how its own text was read, once that was asked for."""

    def text_layer(self) -> TextLayer | None:
        """The page's own text as far as it is shown, None where it has none. Raises `Corrupt` and `TooManyWords`."""

    def ruled_lines(self) -> NDArray[np.float64]:
        """Ruled lines drawn on the page, ``[n, 4]`` as x0, y0, x1, y1 in fractions of the page as shown."""

    def pictures(self) -> list[Box]:
        """Boxes of pictures on the page that may contain text of their own."""

    def resolution(self) -> float | None:
        """Pixels an inch of the pictures that the page consists of, None where it is drawn in another way."""

    def image(self, dpi: float, within: Box = WHOLE, /) -> NDArray[np.uint8]:
        """The page as shown, height x width x 3 in the order blue, green, red, at about ``dpi`` pixels an inch.

        Outside of the box ``within`` it may be white. Large pages come at fewer pixels an inch, pictures never at more
        than they have. Raises `Corrupt`.
        """


@runtime_checkable
class HasOrnaments(Protocol):
    """A page with pictures that are too small for lines of text."""

    def ornaments(self) -> list[Box]:
        """Their boxes: one may show a word or two."""


class Attachment(Protocol):
    """A file that came with a document."""

    @property
    def name(self) -> str:
        """What its document calls it."""

    @property
    def media_type(self) -> str | None:
        """Its media type, where its document tells it for certain."""

    @property
    def load(self) -> Callable[[], bytes]:
        """What gives its bytes."""


@runtime_checkable
class HasAttachments(Protocol):
    """A document with files that become documents of their own.

    ``unread`` says of each attachment that it does not contain what that is.
    """

    @property
    def attachments(self) -> Sequence[Attachment]:
        """The files, in the document's order."""

    @property
    def unread(self) -> Sequence[str]:
        """What the others are."""


class DocumentSource(Protocol):
    """An open document, used by one thread."""

    @property
    def page_count(self) -> int:
        """Number of pages, at least 1."""

    @property
    def warnings(self) -> frozenset[WarningCode]:
        """What users should know of the document as a whole."""

    def page(self, number: int) -> PageSource:
        """The page ``number``, counted from 1. Raises `Corrupt` and `TooLargePage`."""

    def close(self) -> None:
        """Free the document. It and its pages cannot be used afterwards."""
