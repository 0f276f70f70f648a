"""Faint print, such as faded pages and weak copies: its contrast is raised before anything is detected."""

import cv2
import numpy as np

from worker.ocr.page_transform import Image

SIDE = 800
"""Pixels of the long side of the copy in which paper and ink are measured."""

STROKES = 15
"""Pixels of it that are wider than strokes of letters, so that closing them leaves the paper."""

INK = 0.003
"""Share of a page that is darkest in comparison with its paper: a page of a few words has as much."""

FAINT = 60.0
"""Darkness of this ink, of 255, below which a page is faint: in print it is 100 and more."""

WANTED = 160.0
"""Darkness that it is raised to."""

MAX_GAIN = 10.0
"""Times that darkness is raised, at most: beyond it is the paper's grain."""


def with_contrast(image: Image) -> Image:
    """The image, gray or in colors, as it is; or in gray on white paper with dark ink where its print is faint."""
    paper, darkness = _measured(image)
    if not 0 < darkness < FAINT:
        return image
    height, width = image.shape[:2]
    ground = cv2.resize(cv2.GaussianBlur(paper, (0, 0), STROKES), (width, height), interpolation=cv2.INTER_LINEAR)
    gray = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    ink = cv2.GaussianBlur(cv2.subtract(ground, gray), (0, 0), 0.7).astype(np.float32)
    raised = (255 - ink * min(WANTED / darkness, MAX_GAIN)).clip(0, 255).astype(np.uint8)
    return raised if image.ndim == 2 else np.repeat(raised[..., None], 3, 2)


def _measured(image: Image) -> tuple[Image, float]:
    """The paper without ink, in a small copy, and how dark the ink is in comparison with it."""
    step = max(1, max(image.shape[:2]) // SIDE)
    small = np.ascontiguousarray(image[::step, ::step] if image.ndim == 2 else image[::step, ::step, 1])
    paper = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((STROKES, STROKES), np.uint8)), np.uint8)
    counts = np.bincount(cv2.subtract(paper, small).ravel(), minlength=256)
    return paper, float(np.searchsorted(counts.cumsum(), (1 - INK) * small.size))
