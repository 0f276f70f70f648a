"""Listing and deleting documents, and what the service accepts."""

from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from cli.mcp_server.access import Access, Caller
from cli.mcp_server.problems import told_to_models
from cli.mcp_server.resources import document_uri
from cli.mcp_server.results import Deleted, ListedDocument, Listing, ServiceInfo, given

MAX_DOCUMENTS = 50
MAX_JOBS = 200


class Managing:
    """Tools that list and delete."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def list_documents(
        self,
        context: Caller,
        session_id: Annotated[str | None, Field(description="The session; the one used last without it.")] = None,
        cursor: Annotated[str | None, Field(description="next_cursor of the list before this one.")] = None,
    ) -> Annotated[CallToolResult, Listing]:
        """List the documents of a session, with their ids and whether they are read."""
        client = self._access.client(context)
        with told_to_models():
            session = await client.session(session_id, limit=MAX_DOCUMENTS, cursor=cursor)
            jobs = {job.document_id: job for job in (await client.jobs_page(session_id, limit=MAX_JOBS)).jobs}
        documents = []
        for one in session.documents:
            job = jobs.get(one.id)
            documents.append(
                ListedDocument(
                    document_id=one.id,
                    filename=one.filename,
                    media_type=one.media_type,
                    page_count=one.page_count,
                    characters=one.characters,
                    language=one.language,
                    status=None if job is None else job.status,
                    problem=None if job is None or job.error is None else job.error.detail,
                    resource=document_uri(one.id),
                )
            )
        return given(
            Listing(
                session_id=session.session_id,
                document_count=session.document_count or len(documents),
                documents=documents,
                next_cursor=session.next_cursor,
                expires_at=session.expires_at.isoformat(),
            )
        )

    async def delete_document(self, document_id: str, context: Caller) -> Annotated[CallToolResult, Deleted]:
        """Delete a document for good: its bytes, its text, the answers that quote it. Only where the user wants it."""
        with told_to_models():
            await self._access.client(context).delete_document(document_id)
        return given(Deleted(deleted=f"document {document_id}"))

    async def delete_session(self, session_id: str, context: Caller) -> Annotated[CallToolResult, Deleted]:
        """Delete a session with all of its documents for good. Only where the user wants it."""
        with told_to_models():
            await self._access.client(context).delete_session(session_id)
        self._access.forget(session_id)
        return given(Deleted(deleted=f"session {session_id}"))

    async def service_info(self, context: Caller) -> Annotated[CallToolResult, ServiceInfo]:
        """What the service reads: types of files, limits, languages of scans, and how long documents are kept."""
        client = self._access.client(context)
        with told_to_models():
            limits, health = await client.limits(), await client.health()
        return given(
            ServiceInfo(
                version=health.version,
                status=health.status,
                max_file_bytes=limits.max_file_bytes,
                max_pages=limits.max_pages,
                max_question_chars=limits.max_question_chars,
                media_types=limits.media_types,
                ocr_languages=health.languages,
                session_seconds=limits.session_seconds,
            )
        )
