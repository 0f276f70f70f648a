"""Documents, and what the service makes of them."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docinsight_client import requests
from docinsight_client._sync.bound import Bound
from docinsight_client._sync.pages import Page
from docinsight_client.deadline import Deadline
from docinsight_client.models.base import Box
from docinsight_client.models.document import DocumentFields, DocumentTable, Tables
from docinsight_client.retries import retry_after

FileBytes = bytes
"""The type, where ``bytes`` is a document's size."""
DEFAULT_PAUSE_SECONDS = 1.0


class Document(DocumentFields, Bound):
    """A document and what came of its pages."""

    def page(self, number: int, boxes: Sequence[Box] = ()) -> Page:
        """One of its pages, from 1; ``boxes`` are framed on its image."""
        return Page(self._connection, self.id, number, boxes)

    def text(self) -> str:
        """The text of all pages, separated by form feeds."""
        return (self._connection.send(requests.text(self.id))).text

    def markdown(self, pages: str | None = None) -> str:
        """The document as Markdown, or only these pages of it (``"1-5,9"``)."""
        return (self._connection.send(requests.markdown(self.id, pages))).text

    def tables(self) -> list[DocumentTable]:
        """Its tables, in reading order."""
        return (self._connection.fetch(Tables, requests.tables(self.id))).tables

    def table(self, number: int) -> DocumentTable:
        """One of its tables, from 1."""
        return self._connection.fetch(DocumentTable, requests.table(self.id, number, "application/json"))

    def table_csv(self, number: int) -> str:
        """One of its tables, from 1, as CSV."""
        return (self._connection.send(requests.table(self.id, number, "text/csv"))).text

    def file(self) -> FileBytes:
        """The bytes as they were uploaded."""
        return (self._connection.send(requests.file(self.id))).content

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the bytes as they were uploaded to a file."""
        return self._connection.save(requests.file(self.id), path)

    def save_pdf(self, path: str | os.PathLike[str], *, timeout: float | None = None) -> Path:
        """Write the document as a searchable PDF, once a worker has made it. Raises TimeoutError."""
        deadline = Deadline(timeout)
        call = requests.searchable_pdf(self.id)
        while (response := self._connection.send(call)).status_code == 202:
            if deadline.reached:
                raise TimeoutError(f"The searchable PDF of document {self.id} was not made in time.")
            pause = retry_after(response.headers) or DEFAULT_PAUSE_SECONDS
            time.sleep(min(pause, deadline.remaining))
        Path(path).write_bytes(response.content)
        return Path(path)

    def attachments(self) -> list["Document"]:
        """The documents that are attached to it, as it is a mail, in its order, as they are now."""
        return [self._connection.fetch(Document, requests.document(child)) for child in self.children]

    def delete(self) -> None:
        """Delete it and what is attached to it: its bytes, its text and its job are gone."""
        self._connection.send(requests.delete_document(self.id))


class Session(Bound):
    """A session, the first of its documents or those after a cursor, and when it expires unless it is used."""

    session_id: str
    document_count: int | None = None
    documents: list[Document]
    next_cursor: str | None = None
    expires_at: datetime
