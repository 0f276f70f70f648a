"""Documents and their pages as resources, for hosts that show or attach them."""

from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, ListResourcesResult, Resource

from cli.mcp_server.access import Access, Caller
from cli.mcp_server.problems import sentence_of, told_to_readers
from docinsight_client import AsyncDocument, DocInsightError
from docinsight_client.errors import NotFound

MAX_CHARS = 200_000
"""Of a document that is read as one resource. The pages of a longer one are resources of their own."""
CUT = "\n\n… The document goes on; read its pages, docinsight://documents/{id}/pages/{{number}}.\n"
MAX_LISTED = 100
IMAGE_WIDTH = 1200


def document_uri(document_id: str) -> str:
    """Where a document is read."""
    return f"docinsight://documents/{document_id}"


def page_uri(document_id: str, number: int) -> str:
    """Where a page is read."""
    return f"{document_uri(document_id)}/pages/{number}"


class Resources:
    """What can be read by address; and the list of the documents of the session used last."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def install(self, server: MCPServer) -> None:
        """Have a server offer them."""
        document = document_uri("{document_id}")
        page = f"{document}/pages/{{number}}"
        server.resource(document, name="document", description="A document as Markdown.", mime_type="text/markdown")(
            self.document
        )
        server.resource(page, name="page", description="The text of a page, as it is laid out.")(self.page)
        server.resource(
            f"{page}/image", name="page-image", description="A page as it is shown.", mime_type="image/png"
        )(self.image)
        server.middleware.append(self._list)

    async def document(self, document_id: str, context: Caller) -> str:
        """A document as Markdown, cut where it is very long."""
        with told_to_readers():
            found = await self._access.client(context).document(document_id)
            text = await found.markdown()
        return text if len(text) <= MAX_CHARS else text[:MAX_CHARS] + CUT.format(id=document_id)

    async def page(self, document_id: str, number: str, context: Caller) -> str:
        """The text of a page."""
        with told_to_readers():
            return (await self._access.client(context).page(document_id, _number(number)).content()).text

    async def image(self, document_id: str, number: str, context: Caller) -> bytes:
        """A page as PNG."""
        with told_to_readers():
            return (await self._access.client(context).page(document_id, _number(number)).image(IMAGE_WIDTH)).data

    async def _list(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """The documents of the session used last, which differ from caller to caller."""
        if ctx.method != "resources/list":
            return await call_next(ctx)
        headers = getattr(ctx.request, "headers", None) or {}
        client = self._access.client_of(headers)
        if client.session_id is None:
            return ListResourcesResult(resources=[])
        cursor = (ctx.params or {}).get("cursor")
        try:
            session = await client.session(limit=MAX_LISTED, cursor=cursor)
        except NotFound:
            return ListResourcesResult(resources=[])
        except DocInsightError as error:
            raise MCPError(INTERNAL_ERROR, sentence_of(error)) from None
        return ListResourcesResult(
            resources=[_listed(document) for document in session.documents], next_cursor=session.next_cursor
        )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ResourceNotFoundError("A page is named by its number, from 1.")
    return int(text)


def _listed(document: AsyncDocument) -> Resource:
    return Resource(
        uri=document_uri(document.id),
        name=document.filename,
        description=f"Pages: {document.page_count}",
        mime_type="text/markdown",
    )
