"""A document in other forms: the trees of its pages, Markdown and tables."""

from typing import Any

import httpx

from shared.models.blocks import Block, Cell, Span
from shared.models.page import Page
from shared.store import document_pages, jobs
from shared.store.driver import Store
from tests.api.conftest import begin, read, upload

BOX = (0.0, 0.25, 1.0, 0.5)


def table(text: str, *rows: tuple[str, ...], continues: bool = False) -> Block:
    """A table whose first row is its header, of texts that occur in this one."""
    cells = [
        Cell(row, column, 1, 1, row == 0 and not continues, text.index(one), text.index(one) + len(one), BOX)
        for row, texts in enumerate(rows)
        for column, one in enumerate(texts)
    ]
    return Block("table", 0, len(text), BOX, cells=tuple(cells), continues=continues)


def read_blocks(store: Store, job: dict[str, Any], *pages: tuple[str, Block]) -> None:
    """Read a document whose pages hold one block each."""
    begin(store, job["document_id"], len(pages))
    for number, (text, block) in enumerate(pages, 1):
        store.run(document_pages.finish(job["document_id"], Page(number, 612, 792, "text", text, blocks=(block,))))
    store.run(jobs.succeed_document(job["id"], index=b"i", warnings=[]))


def test_a_page_has_its_tree_and_blocks_have_only_what_is_set(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    text = "Form\nName Ada\nItem\n"
    blocks = (
        Block("heading", 0, 4, BOX, level=2),
        Block("form_field", 5, 13, BOX, label=Span(5, 9), value=Span(10, 13)),
        Block("table", 14, 18, BOX, parent=0, cells=(Cell(0, 0, 1, 2, True, 14, 18, BOX),), continues=True),
        Block("list_item", 19, 19, BOX, checked=False),
    )
    begin(store, job["document_id"], 1)
    store.run(document_pages.finish(job["document_id"], Page(1, 612, 792, "text", text, blocks=blocks)))
    box = list(BOX)
    assert http.get(f"/documents/{job['document_id']}/pages/1").json()["blocks"] == [
        {"type": "heading", "parent": None, "start": 0, "end": 4, "box": box, "level": 2},
        {
            "type": "form_field",
            "parent": None,
            "start": 5,
            "end": 13,
            "box": box,
            "label": {"start": 5, "end": 9},
            "value": {"start": 10, "end": 13},
        },
        {
            "type": "table",
            "parent": 0,
            "start": 14,
            "end": 18,
            "box": box,
            "cells": [
                {
                    "row": 0,
                    "column": 0,
                    "row_span": 1,
                    "column_span": 2,
                    "header": True,
                    "start": 14,
                    "end": 18,
                    "box": box,
                }
            ],
            "continues": True,
        },
        {"type": "list_item", "parent": None, "start": 19, "end": 19, "box": box, "checked": False},
    ]


def test_a_block_that_continues_from_the_page_before_is_marked(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    end, start = (0.1, 0.5, 0.9, 0.9), (0.1, 0.1, 0.9, 0.2)
    read_blocks(
        store,
        job,
        ("It stands on the left", Block("paragraph", 0, 21, end)),
        ("bank of the river.", Block("paragraph", 0, 18, start)),
    )
    pages = [http.get(f"/documents/{job['document_id']}/pages/{number}").json() for number in (1, 2)]
    assert ["continues" in page["blocks"][0] for page in pages] == [False, True]
    assert http.get(f"/documents/{job['document_id']}/markdown").text == "It stands on the left bank of the river.\n"


def test_a_page_that_was_stored_without_blocks_has_none(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    read(store, job)
    assert http.get(f"/documents/{job['document_id']}/pages/1").json()["blocks"] == []


def test_a_document_is_given_as_markdown(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    heading = Block("heading", 0, 6, BOX, level=1)
    first, second = table("Item Price Paper 1", ("Item", "Price"), ("Paper", "1")), Block("paragraph", 0, 4, BOX)
    read_blocks(store, job, ("Prices", heading), ("Item Price Paper 1", first), ("*No*", second))
    reply = http.get(f"/documents/{job['document_id']}/markdown")
    assert reply.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert reply.text == "## Prices\n\n| Item | Price |\n| --- | --- |\n| Paper | 1 |\n\n\\*No\\*\n"


def test_tables_are_joined_over_pages_and_given_as_json_or_csv(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    one, two, three = "Item Price Paper 1", 'Ink, "2 Red"', "Glue 3"
    read_blocks(
        store,
        job,
        (one, table(one, ("Item", "Price"), ("Paper", "1"))),
        (two, table(two, ("Ink,", '"2 Red"'), continues=True)),
        (three, table(three, ("Glue", "3"))),
    )
    path = f"/documents/{job['document_id']}/tables"
    rows = [["Item", "Price"], ["Paper", "1"], ["Ink,", '"2 Red"']]
    first = {"number": 1, "page": 1, "box": list(BOX), "rows": rows, "header_rows": 1}
    second = {"number": 2, "page": 3, "box": list(BOX), "rows": [["Glue", "3"]], "header_rows": 1}
    assert http.get(path).json() == {"tables": [first, second]}
    assert http.get(f"{path}/2").json() == second
    reply = http.get(f"{path}/1", headers={"Accept": "text/csv, application/json;q=0.5"})
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reply.text == 'Item,Price\r\nPaper,1\r\n"Ink,","""2 Red"""\r\n'
    assert http.get(f"{path}/1", headers={"Accept": "text/csv;q=0.5, */*"}).json() == first
    assert http.get(f"{path}/3").status_code == 404


def test_markdown_may_be_that_of_some_pages(http: httpx.Client, store: Store) -> None:
    (job,) = upload(http)
    texts = [f"Chapter {number}" for number in range(1, 4)]
    read_blocks(store, job, *((text, Block("heading", 0, len(text), BOX)) for text in texts))
    path = f"/documents/{job['document_id']}/markdown"
    assert http.get(path).text == "## Chapter 1\n\n## Chapter 2\n\n## Chapter 3\n"
    assert http.get(path, params={"pages": "3,1"}).text == "## Chapter 1\n\n## Chapter 3\n"
    assert http.get(path, params={"pages": "9"}).text == ""
    for wrong in ("0", "3-1", "all"):
        reply = http.get(path, params={"pages": wrong})
        assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "pages")
