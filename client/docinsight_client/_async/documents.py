"""Documents, and what the service makes of them."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import anyio

from docinsight_client import requests
from docinsight_client._async.bound import AsyncBound
from docinsight_client._async.pages import AsyncPage
from docinsight_client.deadline import Deadline
from docinsight_client.models.base import Box
from docinsight_client.models.document import DocumentFields, DocumentTable, Tables
from docinsight_client.retries import retry_after

FileBytes = bytes
"""The type, where ``bytes`` is a document's size."""
DEFAULT_PAUSE_SECONDS = 1.0


class AsyncDocument(DocumentFields, AsyncBound):
    """A document and what came of its pages."""

    def page(self, number: int, boxes: Sequence[Box] = ()) -> AsyncPage:
        """One of its pages, from 1; ``boxes`` are framed on its image."""
        return AsyncPage(self._connection, self.id, number, boxes)

    async def text(self) -> str:
        """The text of all pages, separated by form feeds."""
        return (await self._connection.send(requests.text(self.id))).text

    async def markdown(self, pages: str | None = None) -> str:
        """The document as Markdown, or only these pages of it (``"1-5,9"``)."""
        return (await self._connection.send(requests.markdown(self.id, pages))).text

    async def tables(self) -> list[DocumentTable]:
        """Its tables, in reading order."""
        return (await self._connection.fetch(Tables, requests.tables(self.id))).tables

    async def table(self, number: int) -> DocumentTable:
        """One of its tables, from 1."""
        return await self._connection.fetch(DocumentTable, requests.table(self.id, number, "application/json"))

    async def table_csv(self, number: int) -> str:
        """One of its tables, from 1, as CSV."""
        return (await self._connection.send(requests.table(self.id, number, "text/csv"))).text

    async def file(self) -> FileBytes:
        """The bytes as they were uploaded."""
        return (await self._connection.send(requests.file(self.id))).content

    async def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the bytes as they were uploaded to a file."""
        return await self._connection.save(requests.file(self.id), path)

    async def save_pdf(self, path: str | os.PathLike[str], *, timeout: float | None = None) -> Path:
        """Write the document as a searchable PDF, once a worker has made it. Raises TimeoutError."""
        deadline = Deadline(timeout)
        call = requests.searchable_pdf(self.id)
        while (response := await self._connection.send(call)).status_code == 202:
            if deadline.reached:
                raise TimeoutError(f"The searchable PDF of document {self.id} was not made in time.")
            pause = retry_after(response.headers) or DEFAULT_PAUSE_SECONDS
            await anyio.sleep(min(pause, deadline.remaining))
        Path(path).write_bytes(response.content)
        return Path(path)

    async def attachments(self) -> list["AsyncDocument"]:
        """The documents that are attached to it, as it is a mail, in its order, as they are now."""
        return [await self._connection.fetch(AsyncDocument, requests.document(child)) for child in self.children]

    async def delete(self) -> None:
        """Delete it and what is attached to it: its bytes, its text and its job are gone."""
        await self._connection.send(requests.delete_document(self.id))


class AsyncSession(AsyncBound):
    """A session, the first of its documents or those after a cursor, and when it expires unless it is used."""

    session_id: str
    document_count: int | None = None
    documents: list[AsyncDocument]
    next_cursor: str | None = None
    expires_at: datetime
