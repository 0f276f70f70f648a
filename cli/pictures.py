"""Pictures of pages in terminals that can show them, by sixel or kitty's protocol."""

import os
import sys

from rich.console import Console

from docinsight_client import PageImage


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
    from textual_image.renderable import Image

    console.print(Image(image.framed_part(), width="100%", height="auto"))
