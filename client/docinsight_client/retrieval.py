"""What the retrievers for other libraries have in common: a search, and what is told of each passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docinsight_client import links
from docinsight_client._async.client import AsyncDocInsight
from docinsight_client._sync.client import DocInsight
from docinsight_client.errors import NoSession
from docinsight_client.models.answer import PassageFields
from docinsight_client.requests import QueryOptions


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage as other libraries take it: its text, an id that stays the same, and JSON about it."""

    id: str
    text: str
    score: float
    document_id: str
    start: int
    end: int
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A search of a session's documents, or of some of them.

    Passages that score less than ``min_score`` are left out. Without a client of the caller's, each search opens one,
    so that a search with ``await`` is bound to no event loop. Searches raise DocInsightError.
    """

    base: str | None
    key: str | None
    session_id: str | None
    document_ids: Sequence[str] | None
    top_k: int
    min_score: float
    timeout: float | None
    client: DocInsight | None
    async_client: AsyncDocInsight | None

    def search(self, query: str) -> list[Retrieved]:
        """The passages, best first."""
        if self.client is not None:
            return self._search(self.client, query)
        with DocInsight(self.base, key=self.key) as client:
            return self._search(client, query)

    async def search_async(self, query: str) -> list[Retrieved]:
        """The passages, best first."""
        if self.async_client is not None:
            return await self._search_async(self.async_client, query)
        async with AsyncDocInsight(self.base, key=self.key) as client:
            return await self._search_async(client, query)

    def _search(self, client: DocInsight, query: str) -> list[Retrieved]:
        session = self._session(client.session_id)
        found = client.search(query, timeout=self.timeout, **self._options(session))
        return self._retrieved(found.passages, client.base, session)

    async def _search_async(self, client: AsyncDocInsight, query: str) -> list[Retrieved]:
        session = self._session(client.session_id)
        found = await client.search(query, timeout=self.timeout, **self._options(session))
        return self._retrieved(found.passages, client.base, session)

    def _session(self, of_client: str | None) -> str:
        session = self.session_id or of_client
        if session is None:
            raise NoSession
        return session

    def _options(self, session: str) -> QueryOptions:
        return {"session": session, "document_ids": self.document_ids, "top_k": self.top_k}

    def _retrieved(self, passages: Sequence[PassageFields], base: str, session: str) -> list[Retrieved]:
        return [retrieved(passage, base, session) for passage in passages if passage.score >= self.min_score]


def retrieved(passage: PassageFields, base: str, session_id: str) -> Retrieved:
    """A passage of a session's document, with JSON that tells where it is and how good it is."""
    page = passage.page_number
    metadata: dict[str, Any] = {
        "document_id": passage.document_id,
        "filename": passage.filename,
        "page": page,
        "boxes": [list(box) for box in passage.boxes],
        "start": passage.start,
        "end": passage.end,
        "score": passage.score,
        "headings": list(passage.headings),
        "session_id": session_id,
        "link": links.page_link(base, session_id, passage.document_id, page),
    }
    if passage.place is not None:
        metadata["place"] = passage.place
    return Retrieved(
        id=f"{passage.document_id}:{page}:{passage.start}-{passage.end}",
        text=passage.text,
        score=passage.score,
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        metadata=metadata,
    )
