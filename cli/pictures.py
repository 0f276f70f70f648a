"""Pictures of pages in terminals that can show them, by sixel or kitty's protocol."""

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from docinsight_client import PageImage

if TYPE_CHECKING:
    from PIL.Image import Image

SURROUNDING = 0.12
"""Of the page's height, shown above and below what is framed."""


def can_show(console: Console) -> bool:
    """Whether this is a terminal that says that it can show pictures."""
    if not (console.is_terminal and sys.stdin.isatty() and sys.stdout.isatty()) or console.is_dumb_terminal:
        return False
    if 0 in os.get_terminal_size(sys.stdout.fileno()):
        return False
    # Loaded here: it asks the terminal.
    from textual_image import renderable

    return renderable.Image in (renderable.SixelImage, renderable.TGPImage)


def show(image: PageImage, console: Console) -> None:
    """Show the part of a page that is framed, and what is around it."""
    from textual_image import renderable

    console.print(renderable.Image(surroundings(image), width="100%", height="auto"))


def surroundings(image: PageImage) -> "Image":
    """The part of a page that is framed, and what is above and below it."""
    page = image.to_pillow()
    top = min((box[1] for box in image.boxes), default=0.0) - SURROUNDING
    bottom = max((box[3] for box in image.boxes), default=1.0) + SURROUNDING
    return page.crop((0, round(max(0.0, top) * page.height), page.width, round(min(1.0, bottom) * page.height)))
