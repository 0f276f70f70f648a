"""Run by an interpreter with haystack-ai and transformers: BM25 in memory, then its extractive reader.

Reads and writes as peer_pipeline.py does.
"""

import json
import sys
import time


def main() -> None:
    """Answer."""
    import torch
    from haystack import Document  # type: ignore[import-not-found]
    from haystack.components.preprocessors import DocumentSplitter  # type: ignore[import-not-found]
    from haystack.components.readers import ExtractiveReader  # type: ignore[import-not-found]
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever  # type: ignore[import-not-found]
    from haystack.document_stores.in_memory import InMemoryDocumentStore  # type: ignore[import-not-found]
    from haystack.utils import ComponentDevice  # type: ignore[import-not-found]

    asked = json.load(sys.stdin)
    torch.set_num_threads(asked["threads"])
    store = InMemoryDocumentStore()
    splitter = DocumentSplitter(split_by="word", split_length=120, split_overlap=60)
    if hasattr(splitter, "warm_up"):
        splitter.warm_up()
    pages = [Document(content=text, meta={"page": number}) for number, text in enumerate(asked["pages"], 1)]
    store.write_documents(splitter.run(documents=pages)["documents"])
    retriever = InMemoryBM25Retriever(document_store=store, top_k=10)
    reader = ExtractiveReader(
        model=asked["model"], device=ComponentDevice.from_str("cpu"), max_seq_length=384, stride=128, top_k=3
    )
    reader.warm_up()
    answers = []
    for question in asked["questions"]:
        started = time.perf_counter()
        documents = retriever.run(query=question)["documents"]
        found = [a for a in reader.run(query=question, documents=documents)["answers"] if a.data] if documents else []
        best = max(found, key=lambda answer: answer.score, default=None)
        answers.append(
            {
                "text": best.data if best else "",
                "page": best.document.meta["page"] if best else 0,
                "seconds": time.perf_counter() - started,
            }
        )
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
