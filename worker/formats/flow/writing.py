"""Writes a word on a picture of a page."""

from PIL import ImageDraw

from worker.formats.flow.fonts import font, runs_of

TOO_WIDE = 1.05
"""Share of its room that a word may take; a wider one is written smaller."""


def write(
    pen: ImageDraw.ImageDraw,
    text: str,
    at: tuple[float, float],
    size: float,
    room: float,
    *,
    is_strong: bool = False,
) -> None:
    """Write a word, in type of ``size`` pixels, from ``at`` on its baseline on, at most ``room`` pixels wide."""
    quarters = max(1, round(size * 4))
    runs = [*runs_of(text)]
    widths = [pen.textlength(run, font(path, quarters)) for run, path in runs]
    wide = sum(widths)
    scale = min(1.0, room / wide) if wide > TOO_WIDE * room else 1.0
    x, y = at
    for (run, path), width in zip(runs, widths, strict=True):
        drawn = font(path, max(1, int(quarters * scale)))
        pen.text((x, y), run, 0, drawn, "ls", stroke_width=size / 40 if is_strong else 0)
        x += width * scale
