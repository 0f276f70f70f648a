"""Pages with text of their own and pictures that contain more: both, by region."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box
from worker.extraction.pictures import pixels_of
from worker.extraction.placing import is_covered, on_page
from worker.extraction.recognition import Recognizer, folded, folded_set
from worker.layout.words import PlacedLine, PlacedWords

MAX_REPEATED = 0.7
"""Share of the recognized words that the page has itself from which they are its text once more, a little displaced."""


def words_in_pictures(
    own: PlacedWords, pictures: Sequence[Box], image: NDArray[np.uint8], recognizer: Recognizer
) -> PlacedWords | None:
    """The words that OCR recognizes in the pictures, without those that ``own`` has there.

    None where they only repeat the page's own: then a text layer is slightly offset from its scan.
    """
    height, width = image.shape[:2]
    lines: list[PlacedLine] = []
    for picture in pictures:
        x0, y0, x1, y1 = pixels_of(picture, width, height)
        frame = (x0 / width, y0 / height, x1 / width, y1 / height)
        for line in recognizer.lines(np.ascontiguousarray(image[y0:y1, x0:x1])):
            placed = [on_page(word, frame) for word in line]
            if new := [word for word in placed if not is_covered(word.box, own.boxes)]:
                lines.append(new)
    found = [word for line in lines for word in line]
    texts = folded_set(own.texts)
    if sum(folded(word.text) in texts for word in found) >= MAX_REPEATED * len(found):
        return None
    return PlacedWords.of(lines)
