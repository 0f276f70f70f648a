"""The retrievers for LangChain and LlamaIndex: the libraries themselves, over a real service."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda
from llama_index.core.callbacks import CallbackManager, CBEventType, LlamaDebugHandler
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import MetadataMode, NodeWithScore

from docinsight_client import AsyncDocInsight, DocInsight, Document, errors
from docinsight_client.langchain import DocInsightRetriever
from docinsight_client.llama_index import DocInsightRetriever as NodeRetriever
from tests import samples
from tests.system.conftest import Service

QUERY = "Which court settles disputes?"
FIELDS = {
    *("document_id", "filename", "page", "boxes", "start", "end"),
    *("score", "headings", "session_id", "link"),
}


@pytest.fixture(scope="module")
def document(service: Service) -> Document:
    with DocInsight(service.base, session_id="retrieved") as di:
        # Longer than a passage, so that the headings are above the last one and not in it.
        shelves = "\n\n".join(
            f"Shelf {number} holds the maps of county {number}, bound in cloth." for number in range(60)
        )
        hours = "The library opens at nine and closes at six."
        di.upload(("note.md", f"# Opening\n\n## Hours\n\n{shelves}\n\n{hours}\n".encode()))
        return di.upload(("supply.pdf", samples.pdf([samples.AGREEMENT, samples.INVOICE]))).wait()


class Seen(BaseCallbackHandler):
    """Keeps what callbacks are told."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, object]] = []

    def on_retriever_start(
        self,
        serialized: dict[str, Any],
        query: str,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        self.runs.append(("start", (query, tags, metadata)))

    def on_retriever_end(self, documents: Sequence[LangChainDocument], **more: Any) -> None:
        self.runs.append(("end", len(documents)))

    def on_retriever_error(self, error: BaseException, **more: Any) -> None:
        self.runs.append(("error", type(error)))


def test_langchain_gets_passages_with_the_places_they_are_at(service: Service, document: Document) -> None:
    found = DocInsightRetriever(base=service.base, session_id="retrieved", top_k=2).invoke(QUERY)

    best = found[0]
    assert "court of Rotterdam" in best.page_content
    assert best.metadata.keys() == FIELDS
    assert (best.metadata["document_id"], best.metadata["filename"], best.metadata["page"]) == (
        document.id,
        "supply.pdf",
        2,
    )
    assert json.loads(json.dumps(best.metadata)) == best.metadata
    content = document_page(service, best.metadata)
    assert content.text[best.metadata["start"] : best.metadata["end"]] == best.page_content
    assert [list(box) for box in content.boxes(best.metadata["start"], best.metadata["end"])] == [
        pytest.approx(box) for box in best.metadata["boxes"]
    ]
    assert best.metadata["link"] == f"{service.base}/#/retrieved/documents/{document.id}/2"
    assert [one.metadata["score"] for one in found] == sorted((one.metadata["score"] for one in found), reverse=True)


def document_page(service: Service, metadata: dict[str, Any]) -> Any:
    with DocInsight(service.base) as di:
        return di.page(metadata["document_id"], metadata["page"]).content()


def test_headings_come_with_a_passage_and_ids_stay_the_same(service: Service, document: Document) -> None:
    retriever = DocInsightRetriever(base=service.base, session_id="retrieved", top_k=1)
    first, again = retriever.batch(["When does the library open?"] * 2)
    assert [heading.lstrip("# ") for heading in first[0].metadata["headings"]][-1:] == ["Hours"]
    assert first[0].id == again[0].id


def test_langchain_s_callbacks_tags_and_metadata_are_those_of_the_retriever(
    service: Service, document: Document
) -> None:
    seen = Seen()
    retriever = DocInsightRetriever(
        base=service.base, session_id="retrieved", top_k=1, tags=["contracts"], metadata={"desk": 4}
    )
    retriever.invoke(QUERY, {"callbacks": [seen]})
    asyncio.run(retriever.ainvoke(QUERY, {"callbacks": [seen]}))
    (_, start), end, *again = seen.runs
    assert isinstance(start, tuple)
    assert start[:2] == (QUERY, ["contracts"])
    assert start[2]["desk"] == 4
    assert start[2]["ls_retriever_name"] == "docinsight"
    assert end == ("end", 1)
    assert again == [("start", start), end], "it is the same with await"

    with pytest.raises(errors.NotFound):
        DocInsightRetriever(base=service.base, session_id="no-such").invoke(QUERY, {"callbacks": [seen]})
    assert seen.runs[-1] == ("error", errors.NotFound)


def test_a_retriever_stands_in_a_chain_and_in_any_event_loop(service: Service, document: Document) -> None:
    retriever = DocInsightRetriever(base=service.base, session_id="retrieved", top_k=1)
    chain = retriever | RunnableLambda(lambda found: found[0].metadata["page"])
    assert chain.invoke(QUERY) == 2
    assert [asyncio.run(chain.ainvoke(QUERY)) for _ in range(2)] == [2, 2]


def test_a_client_of_the_caller_s_brings_its_session(service: Service, document: Document) -> None:
    async def search() -> int:
        async with AsyncDocInsight(service.base, session_id="retrieved") as di:
            retriever = DocInsightRetriever(async_client=di)
            return len(await asyncio.gather(retriever.ainvoke(QUERY), retriever.ainvoke("paper")))

    with DocInsight(service.base, session_id="retrieved") as di:
        assert DocInsightRetriever(client=di).invoke(QUERY)
        assert NodeRetriever(client=di).retrieve(QUERY)
    assert asyncio.run(search()) == 2
    with pytest.raises(errors.NoSession):
        DocInsightRetriever(base=service.base).invoke(QUERY)


def test_only_the_documents_named_are_searched_and_weak_passages_left_out(service: Service, document: Document) -> None:
    options: dict[str, Any] = {"base": service.base, "session_id": "retrieved"}
    chosen = DocInsightRetriever(**options, document_ids=[document.id]).invoke("When does the library open?")
    assert {found.metadata["filename"] for found in chosen} == {"supply.pdf"}
    everything = DocInsightRetriever(**options).invoke(QUERY)
    bar = everything[0].metadata["score"]
    assert [found.id for found in DocInsightRetriever(**options, min_score=bar).invoke(QUERY)] == [everything[0].id]


def test_a_key_of_a_retriever_is_not_shown(service: Service) -> None:
    retriever = DocInsightRetriever(base=service.base, session_id="retrieved", key="secret-key")  # type: ignore[arg-type]
    assert "secret-key" not in repr(retriever) + str(retriever) + str(retriever.to_json()) + retriever.model_dump_json()


def test_llama_index_gets_nodes_with_scores_and_their_source(service: Service, document: Document) -> None:
    debug = LlamaDebugHandler(print_trace_on_end=False)
    retriever = NodeRetriever(
        base=service.base, session_id="retrieved", top_k=2, callback_manager=CallbackManager([debug])
    )

    found = retriever.retrieve(QUERY)
    also = asyncio.run(retriever.aretrieve(QUERY))

    assert [one.node_id for one in also] == [one.node_id for one in found]
    best = found[0]
    assert best.score == best.metadata["score"]
    assert best.metadata.keys() == FIELDS
    assert best.node.source_node is not None
    assert best.node.source_node.node_id == document.id
    assert shown_to_models(best).startswith("filename: supply.pdf\npage: 2\n")
    assert "box" not in shown_to_models(best)
    assert len(debug.get_event_pairs(CBEventType.RETRIEVE)) == 2


def shown_to_models(found: NodeWithScore) -> str:
    return found.node.get_content(MetadataMode.LLM)


def test_llama_index_fuses_it_with_other_retrievers(service: Service, document: Document) -> None:
    options: dict[str, Any] = {"base": service.base, "session_id": "retrieved"}
    fused = QueryFusionRetriever(
        [NodeRetriever(**options), NodeRetriever(**options, document_ids=[document.id])],
        num_queries=1,
        use_async=True,
        mode="simple",  # type: ignore[arg-type]
        llm=MockLLM(),
    )
    found = asyncio.run(fused.aretrieve(QUERY))
    assert "court of Rotterdam" in found[0].text
    assert len({one.node_id for one in found}) == len(found)
