"""Pages that were laid out, as extraction takes them."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.errors import NoPages
from shared.models.page import Box
from shared.models.warnings import WarningCode
from worker.formats.flow.drawing import draw
from worker.formats.flow.page_builder import LaidPage
from worker.formats.page_source import NO_WARNINGS, WHOLE, TextLayer
from worker.layout.ruled_lines import NO_RULED_LINES
from worker.layout.words import PlacedWords

MIN_PICTURE = 0.005
"""Share of the page below which a picture is taken for an ornament."""


class LaidSource:
    """A document whose pages were laid out. ``close`` frees what their pictures are loaded from.

    Raises NoPages where nothing is on them.
    """

    def __init__(
        self,
        pages: Sequence[LaidPage],
        warnings: frozenset[WarningCode] = NO_WARNINGS,
        close: Callable[[], None] | None = None,
    ) -> None:
        self._pages = pages
        self._close = close
        self.page_count = len(pages)
        self.warnings = warnings
        if not any(page.layout.text or page.pictures for page in pages):
            raise NoPages("The document contains neither text nor pictures.")

    def page(self, number: int) -> "LaidPageSource":
        """See `DocumentSource`."""
        return LaidPageSource(number, self._pages[number - 1])

    def close(self) -> None:
        """See `DocumentSource`."""
        self._pages = ()
        if self._close is not None:
            self._close()


class LaidPageSource:
    """A page that was laid out."""

    warnings = NO_WARNINGS

    def __init__(self, number: int, page: LaidPage) -> None:
        self.number = number
        self.size = page.size
        self._page = page

    def text_layer(self) -> TextLayer | None:
        """See `PageSource`; its structure is known."""
        layout = self._page.layout
        if not len(layout.words):
            return None
        words = list(layout.words)
        placed = PlacedWords.own(
            [layout.text[word.start : word.end] for word in words],
            np.array([word.box for word in words], np.float64),
            np.array([word.line for word in words], np.int64),
        )
        return TextLayer(placed, layout=layout)

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`: its tables are known."""
        return NO_RULED_LINES

    def pictures(self) -> list[Box]:
        """See `PageSource`: those that are not mere ornaments."""
        boxes = [picture.box for picture in self._page.pictures]
        return [box for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) >= MIN_PICTURE]

    def resolution(self) -> None:
        """See `PageSource`: it is drawn at any."""

    def image(self, dpi: float, _within: Box = WHOLE) -> NDArray[np.uint8]:
        """See `PageSource`."""
        return draw(self._page, dpi)
