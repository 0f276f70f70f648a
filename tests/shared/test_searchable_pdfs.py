"""Searchable PDFs in the store: each is made once for all who ask, whatever happens to its worker."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.errors import Encrypted, StoreFull
from shared.models.searchable_pdf import SearchablePdf
from shared.store import documents, ledger, searchable_pdfs
from shared.store.images import Bounds
from tests.shared.steps import SPACE, RecordingStore, begin, read, upload

BOUNDS = Bounds(document_bytes=300, space_bytes=500, fill=0.8)
PDF = SearchablePdf(12, b"rest")
MiB = 1 << 20


@pytest.fixture
def document(store: RecordingStore) -> str:
    """A document that was read."""
    one = upload(store)
    read(store, one)
    assert begin(store, f"finish:{one.document_id}", "w") == 1
    store.run(ledger.complete(f"finish:{one.document_id}"))
    return one.document_id


@pytest.fixture
def limited(store: RecordingStore) -> Iterator[None]:
    """A store that is limited, so that it can be full."""
    store.client.config_set("maxmemory", store.client.info("memory")["used_memory"] + 32 * MiB)
    yield
    store.client.config_set("maxmemory", 0)


def test_what_is_kept_is_what_was_packed() -> None:
    for one in (PDF, SearchablePdf(0, b"%PDF"), SearchablePdf(1 << 40, b"")):
        assert SearchablePdf.unpack(one.pack()) == one
    assert PDF.size == 16


def test_several_clients_have_one_pdf_made(store: RecordingStore, document: str) -> None:
    asked = searchable_pdfs.request(document, "r")
    assert store.published_by(asked) == [f"pdf:{document}"]
    assert store.run(searchable_pdfs.is_being_made(document))
    assert store.published_by(searchable_pdfs.request(document, "r2")) == []
    assert begin(store, f"pdf:{document}", "w") == 1
    assert store.published_by(searchable_pdfs.request(document, "r3")) == []
    assert begin(store, f"pdf:{document}", "other") == 0
    store.run(searchable_pdfs.keep(document, PDF, BOUNDS))
    store.run(ledger.complete(f"pdf:{document}"))
    assert store.run(searchable_pdfs.load(document)) == PDF
    assert not store.run(searchable_pdfs.is_being_made(document))


def test_it_is_made_by_another_worker_when_its_own_is_lost(store: RecordingStore, document: str) -> None:
    store.run(searchable_pdfs.request(document, "r"))
    assert begin(store, f"pdf:{document}", "lost") == 1
    assert store.published_by(ledger.requeue_all("lost")) == [f"pdf:{document}"]
    assert begin(store, f"pdf:{document}", "other") == 1


def test_nothing_is_kept_of_a_document_that_was_deleted_meanwhile(store: RecordingStore, document: str) -> None:
    store.run(searchable_pdfs.request(document, "r"))
    assert begin(store, f"pdf:{document}", "w") == 1
    store.run(documents.delete(SPACE, document))
    assert store.revoked == [f"pdf:{document}"]
    store.run(searchable_pdfs.keep(document, PDF, BOUNDS))
    assert store.run(searchable_pdfs.load(document)) is None
    assert store.client.keys(f"*{document}*") == []
    assert not store.run(searchable_pdfs.request(document, "r"))


def test_where_there_was_no_room_it_is_made_again(store: RecordingStore, document: str, limited: None) -> None:
    store.run(searchable_pdfs.keep(document, PDF, replace(BOUNDS, fill=0.001)))
    found = store.run(searchable_pdfs.load(document))
    assert found == StoreFull().problem()
    assert store.published_by(searchable_pdfs.request(document, "r")) == [f"pdf:{document}"]
    assert store.run(searchable_pdfs.load(document)) is None


def test_why_there_is_none_is_kept_as_well(store: RecordingStore, document: str) -> None:
    store.run(searchable_pdfs.keep(document, Encrypted().problem(), BOUNDS))
    assert store.run(searchable_pdfs.load(document)) == Encrypted().problem()
