"""The index of a document is of all of its pages, or is not built."""

import pytest

from shared.errors import NotFound
from shared.store import document_pages, documents
from tests.shared.steps import RecordingStore, page, upload
from worker.indices import build


def test_no_index_is_built_without_a_page_that_was_read(redis_url: str) -> None:
    store = RecordingStore(redis_url)
    one = upload(store)
    store.run(documents.opened(one.document_id, 2, [], {}))
    store.run(document_pages.finish(one.document_id, page(2)))
    with pytest.raises(NotFound):
        build(store, one.document_id, 2, at_least=2)
    assert build(store, one.document_id, 2, at_least=1)
    store.run(document_pages.finish(one.document_id, page(1)))
    assert build(store, one.document_id, 2, at_least=2)
