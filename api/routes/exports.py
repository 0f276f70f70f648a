"""A whole document in other forms: plain text, Markdown and tables."""

import csv
import io
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from annotated_types import Ge, Le
from fastapi import APIRouter, Header, Path, Query, Response
from starlette.responses import StreamingResponse

from api.dependencies import ParsedDocument, ServiceOf
from api.http.negotiation import preferred
from api.http.responses import error_responses, large_json_response
from api.schemas.requests import DIGITS
from api.schemas.responses import TableAnswer, TablesAnswer
from api.service import Service
from shared.documents.markdown import render
from shared.documents.structure import DocumentTree, Node
from shared.errors import Conflict, NewerFormat, NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.models import page_choice
from shared.models.document import Document
from shared.models.page import Page
from shared.models.page_choice import PageChoice
from shared.models.problem import FieldError
from shared.off_loop import off_loop
from shared.store import document_pages

router = APIRouter(tags=["documents"])
PAGES_AT_ONCE = 20
"""Pages that are loaded and written together."""
_ERRORS = error_responses(Unauthorized, NotFound, Conflict, NotAcceptable, NewerFormat, Unavailable)

TableNumber = Annotated[int, Ge(1), Le(1_000_000), DIGITS, Path(description="A table's number, from 1.")]


@router.get(
    "/documents/{document_id}/text",
    summary="Get a document's text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **_ERRORS},
)
async def get_text(document: ParsedDocument, service: ServiceOf) -> Response:
    """The text of all pages, separated by form feeds. Pages that were not read are empty."""
    return StreamingResponse(_text(service, document), media_type="text/plain; charset=utf-8")


@router.get(
    "/documents/{document_id}/markdown",
    summary="Get a document as Markdown",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}, **_ERRORS},
)
async def get_markdown(
    document: ParsedDocument,
    service: ServiceOf,
    pages: Annotated[
        str | None,
        Query(
            pattern=page_choice.PATTERN,
            max_length=page_choice.MAX_LENGTH,
            description="Only these pages: numbers and ranges separated by commas.",
            examples=["1-5,9"],
        ),
    ] = None,
) -> Response:
    """Headings, paragraphs, lists, tables and form fields; without what belongs to pages, such as their numbers."""
    chosen = None if pages is None else _choice(pages)
    return StreamingResponse(_markdown(service, document, chosen), media_type="text/markdown; charset=utf-8")


@router.get(
    "/documents/{document_id}/tables",
    response_model=TablesAnswer,
    summary="List a document's tables",
    responses=_ERRORS,
)
async def get_tables(document: ParsedDocument, service: ServiceOf) -> Response:
    """All tables with their rows, in reading order."""
    return await large_json_response(TablesAnswer(tables=[table async for table in _tables(service, document)]))


@router.get(
    "/documents/{document_id}/tables/{number}",
    response_model=TableAnswer,
    summary="Get a table",
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **_ERRORS},
)
async def get_table(
    document: ParsedDocument,
    number: TableNumber,
    service: ServiceOf,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """A table as JSON or, where `Accept` prefers `text/csv`, as CSV."""
    async for table in _tables(service, document):
        if table.number == number:
            # The same address gives either, as the client prefers.
            headers = {"Vary": "Accept"}
            if preferred(accept, ("application/json", "text/csv")) == "text/csv":
                return Response(
                    await off_loop(partial(_csv, table)), media_type="text/csv; charset=utf-8", headers=headers
                )
            return await large_json_response(table, headers=headers)
    raise NotFound("The document has no such table.")


# ----


def _choice(pages: str) -> PageChoice:
    try:
        return PageChoice.parse(pages)
    except ValueError as error:
        raise NotAcceptable(errors=[FieldError(field="pages", message=str(error))]) from None


async def _pages(service: Service, document: Document, chosen: PageChoice | None = None) -> AsyncIterator[list[Page]]:
    """The pages that were read, or those of them that are chosen, some at a time."""
    listed = [page.number for page in document.pages if chosen is None or page.number in chosen]
    for first in range(0, len(listed), PAGES_AT_ONCE):
        yield await service.store.run(document_pages.load(document.id, listed[first : first + PAGES_AT_ONCE]))


async def _text(service: Service, document: Document) -> AsyncIterator[bytes]:
    """A page that was not read is empty, so that the nth part is that of page n."""
    at = 1
    async for pages in _pages(service, document):
        parts = []
        for page in pages:
            parts.append("\f" * (page.number - at) + page.text)
            at = page.number
        yield "".join(parts).encode("utf-8", "replace")
    yield b"\f" * (document.page_count - at)


async def _nodes(service: Service, document: Document, chosen: PageChoice | None = None) -> AsyncIterator[list[Node]]:
    """The joined tree of the document, or of the pages that are chosen, some nodes at a time."""
    tree = DocumentTree()
    async for pages in _pages(service, document, chosen):
        yield await off_loop(partial(_add, tree, pages))
    yield tree.close()


def _add(tree: DocumentTree, pages: list[Page]) -> list[Node]:
    return [node for page in pages for node in tree.add(page)]


def _rendered(nodes: list[Node]) -> str:
    return "\n\n".join(render(nodes))


async def _markdown(service: Service, document: Document, chosen: PageChoice | None) -> AsyncIterator[bytes]:
    separator = ""
    async for nodes in _nodes(service, document, chosen):
        blocks = await off_loop(partial(_rendered, nodes))
        if blocks:
            yield (separator + blocks + "\n").encode("utf-8", "replace")
            separator = "\n"


async def _tables(service: Service, document: Document) -> AsyncIterator[TableAnswer]:
    number = 0
    async for nodes in _nodes(service, document):
        for table in await off_loop(partial(_table_answers, nodes, number)):
            number = table.number
            yield table


def _table_answers(nodes: list[Node], before: int) -> list[TableAnswer]:
    """The tables among nodes; ``before`` is how many came before them."""
    tables = [(inner, inner.grid) for outer in nodes for inner in outer.walk()]
    return [
        TableAnswer(number=number, page=node.page, box=node.box, rows=grid.rows, header_rows=grid.header_rows)
        for number, (node, grid) in enumerate(((node, grid) for node, grid in tables if grid is not None), before + 1)
    ]


def _csv(table: TableAnswer) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table.rows)
    return out.getvalue().encode("utf-8", "replace")
