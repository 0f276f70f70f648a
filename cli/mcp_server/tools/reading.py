"""Reading pages, and seeing them."""

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Literal, TypeVar

import anyio.to_thread
from mcp.server.mcpserver import Image
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ImageContent, TextContent
from pydantic import Field

from cli.mcp_server.access import Access, Caller
from cli.mcp_server.problems import told_to_models
from cli.mcp_server.results import BlockOfText, PageReading, TableOfPage, given
from docinsight_client import AsyncDocInsight, PageImage
from docinsight_client.models.base import Box

MAX_CHARS = 20_000
"""Of one result. A page is rarely longer; a sheet may be."""
MAX_IMAGE_BYTES = 700_000
"""In base64 this stays below a megabyte, more of which some hosts refuse."""
MAX_BOXES = 200
MAX_WIDTH = 2000
SMALLER = 0.75
JPEG_QUALITY = 80

Form = Literal["text", "markdown", "tables", "blocks"]
T = TypeVar("T")
PageNumber = Annotated[int, Field(description="From 1.", ge=1)]


class Reading:
    """Tools that read and show pages."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def read_page(
        self,
        document_id: str,
        page: PageNumber,
        context: Caller,
        form: Annotated[
            Form,
            Field(
                description="markdown: headings, lists and tables. text: the words as they are laid out, which "
                "quotes refer to. tables: the rows of those that begin on the page. blocks: its parts with their boxes."
            ),
        ] = "markdown",
        start: Annotated[int, Field(description="Where to go on: next_start of the result before.", ge=0)] = 0,
    ) -> Annotated[CallToolResult, PageReading]:
        """Read one page of a document. A long one comes in parts: go on at next_start."""
        client = self._access.client(context)
        result = PageReading(document_id=document_id, page=page)
        with told_to_models():
            if form == "tables":
                result.tables, result.next_start = await _tables(client, document_id, page, start)
            elif form == "blocks":
                result.blocks, result.next_start = await _blocks(client, document_id, page, start)
            else:
                content = await _content(client, document_id, page, form)
                result.content = content[start : start + MAX_CHARS]
                result.next_start = start + MAX_CHARS if len(content) > start + MAX_CHARS else None
        if result.next_start is not None:
            result.note = f"The page goes on: read it again with start={result.next_start}."
        elif not (result.content or result.tables or result.blocks):
            result.note = "There is nothing of this form on the page."
        return given(result)

    async def see_page(
        self,
        document_id: str,
        page: PageNumber,
        context: Caller,
        boxes: Annotated[
            list[Box],
            Field(description="What is framed: the boxes of an answer, passage or block.", max_length=MAX_BOXES),
        ] = [],  # noqa: B006
        surroundings: Annotated[
            bool, Field(description="Show only what is framed and what is above and below it, rather than the page.")
        ] = False,
        width: Annotated[int, Field(description="Of the page's image, in pixels.", ge=200, le=MAX_WIDTH)] = 1000,
    ) -> list[TextContent | ImageContent]:
        """See a page as an image, with an answer framed: for layout, signatures, stamps, figures, doubtful scans."""
        client = self._access.client(context)
        with told_to_models():
            image = await client.page(document_id, page, boxes).image(width)
        data, kind = await anyio.to_thread.run_sync(partial(_encoded, image, surroundings=surroundings and bool(boxes)))
        said = f"Page {page}, framed in orange what was asked for." if boxes else f"Page {page}."
        return [TextContent(text=said), Image(data=data, format=kind).to_image_content()]


async def _content(client: AsyncDocInsight, document_id: str, page: int, form: Form) -> str:
    if form == "text":
        return (await client.page(document_id, page).content()).text
    document = await client.document(document_id)
    if page > document.page_count:
        raise ToolError(f"The document has {document.page_count} pages.")
    return await document.markdown(str(page))


async def _tables(
    client: AsyncDocInsight, document_id: str, page: int, start: int
) -> tuple[list[TableOfPage], int | None]:
    tables = [table for table in await (await client.document(document_id)).tables() if table.page_number == page]
    some, following = _some(tables, start, lambda table: sum(len(cell) + 4 for row in table.rows for cell in row))
    return [_table(table.number, table.header_rows, table.rows) for table in some], following


def _table(number: int, header_rows: int, rows: list[list[str]]) -> TableOfPage:
    kept, _ = _some(rows, 0, lambda row: sum(len(cell) + 4 for cell in row))
    return TableOfPage(number=number, header_rows=header_rows, rows=kept, rows_left_out=len(rows) - len(kept))


async def _blocks(
    client: AsyncDocInsight, document_id: str, page: int, start: int
) -> tuple[list[BlockOfText], int | None]:
    content = await client.page(document_id, page).content()
    blocks = [
        BlockOfText(type=block.type, level=block.level, text=content.text[block.start : block.end], box=block.box)
        for block in content.blocks
    ]
    return _some(blocks, start, lambda block: len(block.text) + 80)


def _some(things: Sequence[T], start: int, size: Callable[[T], int]) -> tuple[list[T], int | None]:
    """As many from ``start`` as a result may hold, at least one, and where the next begins."""
    room, some = MAX_CHARS, list[T]()
    for one in things[start:]:
        room -= size(one)
        if room < 0 and some:
            return some, start + len(some)
        some.append(one)
    return some, None


def _encoded(image: PageImage, *, surroundings: bool) -> tuple[bytes, str]:
    """The image with its frames, as PNG or, where that is too large, as JPEG: the bytes and the format."""
    picture = image.framed_part() if surroundings else image.to_pillow()
    out = io.BytesIO()
    picture.save(out, "PNG")
    if out.tell() <= MAX_IMAGE_BYTES:
        return out.getvalue(), "png"
    while True:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=JPEG_QUALITY)
        if out.tell() <= MAX_IMAGE_BYTES:
            return out.getvalue(), "jpeg"
        picture = picture.resize((round(picture.width * SMALLER), round(picture.height * SMALLER)))
