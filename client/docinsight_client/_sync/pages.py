"""One page of a document, and what was found on it."""

import os
from collections.abc import Sequence
from pathlib import Path

from docinsight_client import requests
from docinsight_client._sync.transport import Transport
from docinsight_client.images import PageImage
from docinsight_client.models.base import Box
from docinsight_client.models.page import PageContent

DEFAULT_WIDTH = 1200


class Page:
    """A page, by its document's id and its number. ``boxes`` are framed on its image."""

    def __init__(self, transport: Transport, document_id: str, number: int, boxes: Sequence[Box] = ()) -> None:
        self._transport = transport
        self.document_id = document_id
        self.number = number
        self.boxes = tuple(boxes)

    def __repr__(self) -> str:
        return f"<page {self.number} of document {self.document_id}, {len(self.boxes)} boxes>"

    def content(self) -> PageContent:
        """The page's text, its words with their places, and the tree of its blocks."""
        return self._transport.fetch(PageContent, requests.page(self.document_id, self.number))

    def image(self, width: int = DEFAULT_WIDTH) -> PageImage:
        """The image of the page, so many pixels wide."""
        response = self._transport.send(requests.image(self.document_id, self.number, width, "png"))
        return PageImage(response.content, self.boxes)

    def save(self, path: str | os.PathLike[str], width: int = DEFAULT_WIDTH) -> Path:
        """Write the image with the boxes framed, in the format that the path's suffix names. Needs Pillow."""
        return (self.image(width)).save(path)

    def show(self, width: int = DEFAULT_WIDTH) -> None:
        """Show the image with the boxes framed: in the notebook, or by the desktop's viewer. Needs Pillow."""
        (self.image(width)).show()
