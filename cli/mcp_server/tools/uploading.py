"""Uploading documents, and waiting for them to be read."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import anyio.to_thread
from mcp.server.mcpserver import ListRoots, Resolve
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ListRootsResult
from pydantic import Field

from cli.mcp_server.access import Access, Caller
from cli.mcp_server.folders import folders_of, open_allowed
from cli.mcp_server.problems import told_to_models
from cli.mcp_server.results import Reading, UnreadPage, given
from docinsight_client import AsyncDocInsight, AsyncDocument, AsyncJob
from docinsight_client.errors import WaitTimeout
from docinsight_client.files import File
from docinsight_client.models.document import OcrMode
from docinsight_client.requests import UploadOptions

R = TypeVar("R")
MAX_WARNINGS = 20

SessionId = Annotated[
    str | None, Field(description="The session the document belongs to; the one used last, or a new one, without it.")
]
Languages = Annotated[str | None, Field(description="Languages of scans, such as 'en,de'.")]
Pages = Annotated[str | None, Field(description="Read only these pages, such as '1-5,9'.")]
Ocr = Annotated[
    OcrMode, Field(description="Recognize pages by OCR where needed (auto), always (force), or never (off).")
]
Password = Annotated[str | None, Field(description="Of an encrypted PDF.")]


class Uploading:
    """Tools that upload content, and wait."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def upload_content(
        self,
        filename: Annotated[str, Field(description="With its suffix, such as 'notes.md'.")],
        context: Caller,
        content_base64: Annotated[str | None, Field(description="The file's bytes in base64.")] = None,
        text: Annotated[str | None, Field(description="The file's content, where it is plain text.")] = None,
        session_id: SessionId = None,
        ocr: Ocr = "auto",
        languages: Languages = None,
        pages: Pages = None,
        password: Password = None,
    ) -> Annotated[CallToolResult, Reading]:
        """Upload a document whose content you have, to ask questions about it. Give content_base64 or text.

        Waits until it is read; a long one may still be 'running' when this returns, and questions wait for it.
        """
        if (content_base64 is None) == (text is None):
            raise ToolError("Give either content_base64 or text.")
        if text is not None:
            content = text.encode()
        else:
            content = await anyio.to_thread.run_sync(_decoded, content_base64 or "")
        options = self.options(session_id, ocr, languages, pages, password)
        return await self.upload(context, (filename, content), options)

    async def wait_for_document(
        self, job_id: Annotated[str, Field(description="As an upload returned it.")], context: Caller
    ) -> Annotated[CallToolResult, Reading]:
        """Wait until a document that was still 'running' is read, and say how far it is."""
        client = self._access.client(context)
        with told_to_models():
            job = await client.job(job_id)
            return await self._read(client, await _followed(job, context, self._access.wait_seconds))

    def options(
        self, session: str | None, ocr: OcrMode, languages: str | None, pages: str | None, password: str | None
    ) -> UploadOptions:
        """What the arguments of a tool say of an upload."""
        session = session or self._access.session
        return {"session": session, "ocr": ocr, "languages": languages, "pages": pages, "password": password}

    async def upload(self, context: Caller, file: File, options: UploadOptions) -> Annotated[CallToolResult, Reading]:
        """Upload a file, and follow its reading."""
        client = self._access.client(context)
        with told_to_models():
            job = await client.upload(file, **options)
            self._access.used(job.session_id)
            return await self._read(client, await _followed(job, context, self._access.wait_seconds))

    async def _read(self, client: AsyncDocInsight, job: AsyncJob[R]) -> Annotated[CallToolResult, Reading]:
        document = job.outcome() if job.ended else await client.document(job.document_id or "")
        if not isinstance(document, AsyncDocument):
            raise ToolError("That is no job of a document; give the job_id that an upload returned.")
        progress = job.progress
        if job.ended:
            note = "It is read. Ask about it with ask, or find passages with search."
        else:
            note = "It is still being read. Ask already: questions wait for it. wait_for_document waits for its end."
        result = Reading(
            document_id=document.id,
            session_id=job.session_id,
            job_id=job.id,
            filename=document.filename,
            status=job.status,
            pages_read=progress.done if progress is not None else len(document.pages),
            page_count=document.page_count,
            language=document.language,
            characters=document.characters,
            warnings=[warning.message for warning in document.warnings[:MAX_WARNINGS]],
            unread_pages=[
                UnreadPage(page=page.number, reason=page.error.detail)
                for page in document.pages
                if page.error is not None
            ][:MAX_WARNINGS],
            attachments=document.children,
            note=note,
        )
        return given(result)


def upload_file_from(uploading: Uploading, folders: Sequence[Path]) -> Callable[..., Awaitable[CallToolResult]]:
    """The tool that uploads files of these folders or, without any, of those that the host says (its roots)."""

    async def roots(context: Caller) -> ListRootsResult | ListRoots:
        capabilities = context.client_capabilities
        needed = not folders and capabilities is not None and capabilities.roots is not None
        return ListRoots() if needed else ListRootsResult(roots=[])

    async def upload_file(
        path: Annotated[str, Field(description="Of a file of this machine, in a folder that the user has allowed.")],
        context: Caller,
        allowed: Annotated[ListRootsResult, Resolve(roots)],
        session_id: SessionId = None,
        ocr: Ocr = "auto",
        languages: Languages = None,
        pages: Pages = None,
        password: Password = None,
    ) -> Annotated[CallToolResult, Reading]:
        """Upload a document of this machine, to ask questions about it: PDF, scan, photo, office file, text, table.

        Waits until it is read; a long one may still be 'running' when this returns, and questions wait for it.
        """
        file = await anyio.to_thread.run_sync(open_allowed, path, folders or folders_of(allowed.roots))
        with file:
            options = uploading.options(session_id, ocr, languages, pages, password)
            return await uploading.upload(context, (Path(path).name, file), options)

    return upload_file


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        raise ToolError("content_base64 is not base64.") from None


async def _followed(job: AsyncJob[R], caller: Caller, seconds: float) -> AsyncJob[R]:
    """The job at its end, or as it is when the time is over. Each of its states is reported."""
    reported = -1
    try:
        async for job in job.follow(timeout=seconds):  # noqa: B020
            progress = job.progress
            if progress is not None and progress.done > reported:
                reported = progress.done
                await caller.report_progress(
                    progress.done, progress.total, f"{progress.done} of {progress.total} pages"
                )
    except WaitTimeout:
        # It is as it was at its last change.
        pass
    return job
