"""One page of a document, and what was found on it."""

import os
from collections.abc import Sequence
from pathlib import Path

from docinsight_client import requests
from docinsight_client._async.transport import AsyncTransport
from docinsight_client.images import PageImage
from docinsight_client.models.base import Box
from docinsight_client.models.page import PageContent

DEFAULT_WIDTH = 1200


class AsyncPage:
    """A page, by its document's id and its number. ``boxes`` are framed on its image."""

    def __init__(self, transport: AsyncTransport, document_id: str, number: int, boxes: Sequence[Box] = ()) -> None:
        self._transport = transport
        self.document_id = document_id
        self.number = number
        self.boxes = tuple(boxes)

    def __repr__(self) -> str:
        return f"<page {self.number} of document {self.document_id}, {len(self.boxes)} boxes>"

    async def content(self) -> PageContent:
        """The page's text, its words with their places, and the tree of its blocks."""
        return await self._transport.fetch(PageContent, requests.page(self.document_id, self.number))

    async def image(self, width: int = DEFAULT_WIDTH) -> PageImage:
        """The image of the page, so many pixels wide."""
        response = await self._transport.send(requests.image(self.document_id, self.number, width, "png"))
        return PageImage(response.content, self.boxes)

    async def save(self, path: str | os.PathLike[str], width: int = DEFAULT_WIDTH) -> Path:
        """Write the image with the boxes framed, in the format that the path's suffix names. Needs Pillow."""
        return (await self.image(width)).save(path)

    async def show(self, width: int = DEFAULT_WIDTH) -> None:
        """Show the image with the boxes framed: in the notebook, or by the desktop's viewer. Needs Pillow."""
        (await self.image(width)).show()
