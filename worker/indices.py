"""The documents asked about last, ready to be searched, within a bound of bytes."""

import logging
from collections import OrderedDict
from collections.abc import Iterator

from shared.documents.continuation import continued
from shared.errors import NotFound
from shared.models.page import Page
from shared.store import document_pages, documents
from shared.store.driver import Store
from worker.answering.index import DocumentIndex, index_document
from worker.answering.session import Searchable

log = logging.getLogger(__name__)

MAX_INDEX_BYTES = 256 << 20
"""Memory of the cached indices."""

MAX_CACHED_PAGES = 512
PAGES_PER_READ = 50
"""Pages loaded from the store at once while a document is indexed."""


def build(store: Store, document_id: str, page_count: int, *, at_least: int = 0) -> bytes:
    """The packed index of a document all of whose pages are read. Raises NotFound where fewer than that are there."""

    def pages() -> Iterator[Page]:
        numbers, found = range(1, page_count + 1), 0
        for first in range(0, page_count, PAGES_PER_READ):
            loaded = store.run(document_pages.load(document_id, numbers[first : first + PAGES_PER_READ]))
            found += len(loaded)
            yield from loaded
        if found < at_least:
            raise NotFound("Pages of a document are gone.")

    return index_document(continued(pages()))


class IndexCache:
    """Indices by document, and single pages. A document never changes once it is read, so nothing gets stale."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indices: OrderedDict[str, DocumentIndex] = OrderedDict()
        self._pages: OrderedDict[tuple[str, int], Page] = OrderedDict()

    def searchable(self, document_id: str, filename: str, page_count: int) -> Searchable | None:
        """The document, ready to be searched; None when it is gone."""
        index = self._indices.get(document_id)
        if index is None:
            packed = self._store.run(documents.index(document_id))
            if packed is None:
                return None
            index = self._indices[document_id] = self._unpacked(packed, document_id, page_count)
            while len(self._indices) > 1 and sum(one.nbytes for one in self._indices.values()) > MAX_INDEX_BYTES:
                self._indices.popitem(last=False)
        self._indices.move_to_end(document_id)
        return Searchable(document_id, filename, index, lambda number: self.page(document_id, number))

    def _unpacked(self, packed: bytes, document_id: str, page_count: int) -> DocumentIndex:
        """The index, built again from the pages if another release wrote it."""
        try:
            return DocumentIndex.unpack(packed)
        except ValueError as error:
            log.info("the index of %s is built again: %s", document_id, error)
        built = build(self._store, document_id, page_count)
        self._store.run(documents.keep_index(document_id, built))
        return DocumentIndex.unpack(built)

    def page(self, document_id: str, number: int) -> Page:
        """One page. Raises NotFound when it is gone."""
        key = (document_id, number)
        page = self._pages.get(key)
        if page is None:
            page = self._store.run(document_pages.load_one(document_id, number))
            if page is None:
                raise NotFound("A document was deleted while it was asked about.")
            self._pages[key] = page
            while len(self._pages) > MAX_CACHED_PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return page
