"""A retriever for LlamaIndex, over the passages of a session's documents: ``doc-insight-client[llama-index]``.

retriever = DocInsightRetriever(session_id="contracts", top_k=5)
for found in retriever.retrieve("When can the lease be ended?"):
    print(found.score, found.metadata["filename"], found.metadata["page"], found.text)
"""

from collections.abc import Sequence

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from docinsight_client._async.client import AsyncDocInsight
from docinsight_client._sync.client import DocInsight
from docinsight_client.retrieval import Retrieval, Retrieved

SHOWN_TO_MODELS = frozenset({"filename", "page", "headings"})
"""What of the metadata is put before a passage's text in prompts and embeddings; the rest is for programs."""


class DocInsightRetriever(BaseRetriever):
    """Retrieves passages as nodes, best first, each with its place in its metadata.

    ``base`` is the service's URL (DOCINSIGHT_BASE, or http://localhost:8000), ``key`` an API key (DOCINSIGHT_KEY).
    ``session_id`` names the session that is searched, without it that of the client, and ``document_ids`` the only
    ones of its documents. At most ``top_k`` passages are retrieved, and none that scores less than ``min_score``.
    WaitTimeout is raised after ``timeout`` seconds. Searches are sent by ``client``, those with ``await`` by
    ``async_client``, which must then all be in its event loop; without them, each opens a connection of its own.

    A node's source is its document, its offsets are those in the page's text, and its metadata is JSON:
    ``document_id``, ``filename``, ``page`` (from 1), ``boxes`` (one a line, in fractions of the page), ``start``,
    ``end``, ``score`` (the probability that the passage holds what is sought), ``headings``, ``session_id``, ``link``
    (the page on the service's web page), and ``place`` where the file has names of its own for places. Raises
    DocInsightError, as the client does.
    """

    def __init__(
        self,
        *,
        base: str | None = None,
        key: str | None = None,
        session_id: str | None = None,
        document_ids: Sequence[str] | None = None,
        top_k: int = 10,
        min_score: float = 0.0,
        timeout: float | None = None,
        client: DocInsight | None = None,
        async_client: AsyncDocInsight | None = None,
        callback_manager: CallbackManager | None = None,
        verbose: bool = False,
    ) -> None:
        super().__init__(callback_manager=callback_manager, verbose=verbose)
        self._retrieval = Retrieval(
            base=base,
            key=key,
            session_id=session_id,
            document_ids=document_ids,
            top_k=top_k,
            min_score=min_score,
            timeout=timeout,
            client=client,
            async_client=async_client,
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(self._retrieval.search(query_bundle.query_str))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(await self._retrieval.search_async(query_bundle.query_str))


def _nodes(passages: list[Retrieved]) -> list[NodeWithScore]:
    return [NodeWithScore(node=_node(passage), score=passage.score) for passage in passages]


def _node(passage: Retrieved) -> TextNode:
    hidden = [name for name in passage.metadata if name not in SHOWN_TO_MODELS]
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=passage.metadata,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document_id)},
    )
