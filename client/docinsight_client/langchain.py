"""A retriever for LangChain, over the passages of a session's documents: ``doc-insight-client[langchain]``.

retriever = DocInsightRetriever(session_id="contracts", top_k=5)
for document in retriever.invoke("When can the lease be ended?"):
    print(document.metadata["filename"], document.metadata["page"], document.page_content)
"""

from collections.abc import Sequence

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SecretStr
from typing_extensions import override

from docinsight_client._async.client import AsyncDocInsight
from docinsight_client._sync.client import DocInsight
from docinsight_client.retrieval import Retrieval, Retrieved


class DocInsightRetriever(BaseRetriever):
    """Retrieves passages, best first, each with its place in its metadata.

    The metadata is JSON: ``document_id``, ``filename``, ``page`` (from 1), ``boxes`` (one a line, in fractions of the
    page), ``start`` and ``end`` (offsets in the page's text), ``score`` (the probability that the passage holds what
    is sought), ``headings``, ``session_id``, ``link`` (the page on the service's web page), and ``place`` where the
    file has names of its own for places, such as cells of a sheet. Raises DocInsightError, as the client does.
    """

    base: str | None = None
    """The service's URL; that of DOCINSIGHT_BASE, or http://localhost:8000."""
    key: SecretStr | None = None
    """An API key; that of DOCINSIGHT_KEY."""
    session_id: str | None = None
    """The session that is searched; that of the client."""
    document_ids: Sequence[str] | None = None
    """The only documents of the session that are searched."""
    top_k: int = Field(default=10, ge=1, le=100)
    """Most passages."""
    min_score: float = Field(default=0.0, ge=0, le=1)
    """Passages that score less are left out."""
    timeout: float | None = None
    """Seconds after which WaitTimeout is raised."""
    client: DocInsight | None = Field(default=None, exclude=True, repr=False)
    """What searches are sent by; without it, each opens a connection of its own."""
    async_client: AsyncDocInsight | None = Field(default=None, exclude=True, repr=False)
    """The same for searches with ``await``, which must then all be in its event loop."""

    @override
    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return _documents(self._retrieval().search(query))

    @override
    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return _documents(await self._retrieval().search_async(query))

    def _retrieval(self) -> Retrieval:
        return Retrieval(
            base=self.base,
            key=self.key.get_secret_value() if self.key else None,
            session_id=self.session_id,
            document_ids=self.document_ids,
            top_k=self.top_k,
            min_score=self.min_score,
            timeout=self.timeout,
            client=self.client,
            async_client=self.async_client,
        )


def _documents(passages: list[Retrieved]) -> list[Document]:
    return [Document(id=passage.id, page_content=passage.text, metadata=passage.metadata) for passage in passages]
