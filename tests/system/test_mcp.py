"""The tools for language models and a real service, by the client of the protocol's own SDK."""

import base64
import io
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import CallToolResult, ImageContent, ListRootsResult, Root, TextContent
from PIL import Image, ImageChops

from cli.mcp_server import access
from cli.mcp_server.server import make_server
from cli.mcp_server.tools import reading
from tests import samples
from tests.system.conftest import Service

REPORT = samples.pdf([samples.AGREEMENT, samples.INVOICE])
SCAN = samples.encoded([samples.picture(samples.AGREEMENT), samples.picture(samples.INVOICE)], "TIFF")
QUESTION = "Who signed the agreement?"
NOWHERE = "0" * 24

Progress = list[tuple[float, float | None]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files may be uploaded, and one of its own for what the command line remembers."""
    monkeypatch.setenv("DOCINSIGHT_STATE", str(tmp_path / "state"))
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "report.pdf").write_bytes(REPORT)
    (tmp_path / "papers" / "scan.tif").write_bytes(SCAN)
    return tmp_path / "papers"


@asynccontextmanager
async def connected(
    base: str, folders: Sequence[Path] = (), wait_seconds: float = 60, **options: Any
) -> AsyncIterator[Client]:
    """A client of a server that speaks to the service at this address."""
    async with (
        access.opened(
            base, key=None, session=None, per_caller=False, wait_seconds=wait_seconds, page="http://page"
        ) as reached,
        Client(make_server(reached, folders), **options) as client,
    ):
        yield client


async def called(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool gives, both for programs and for models."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, said(result)
    assert json.loads(said(result)) == result.structured_content
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool says that cannot do what it was asked."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert "Traceback" not in said(result)
    return said(result).removeprefix(f"Error executing tool {tool}: ")


def said(result: CallToolResult) -> str:
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


async def test_a_file_is_uploaded_asked_about_and_seen_with_the_answer_framed(service: Service, folder: Path) -> None:
    seen: Progress = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        seen.append((done, total))

    async with connected(service.base, [folder]) as client:
        result = await client.call_tool("upload_file", {"path": "scan.tif"}, progress_callback=progress)
        document = result.structured_content
        assert (document["status"], document["filename"], document["pages_read"]) == ("succeeded", "scan.tif", 2)
        assert seen == sorted(set(seen))
        assert seen[-1] == (2, 2)

        found = await called(client, "ask", question=QUESTION)
        assert found["answered"]
        best = found["answers"][0]
        assert (best["text"], best["page"], best["source"]) == ("Maria Keller", 1, "ocr")
        assert "Maria Keller" in best["context"]
        assert best["link"].startswith(f"http://page/#/{document['session_id']}/answers/")

        place = {"document_id": best["document_id"], "page": best["page"]}
        plain, framed = await image(client, **place), await image(client, **place, boxes=best["boxes"])
        changed = ImageChops.difference(plain, framed).getbbox()
        x0, y0, x1, y1 = best["boxes"][0]
        assert changed == pytest.approx(
            (x0 * plain.width, y0 * plain.height, x1 * plain.width, y1 * plain.height), abs=0.006 * plain.width
        )
        part = await image(client, **place, boxes=best["boxes"], surroundings=True)
        assert (part.width, part.height < plain.height / 2) == (plain.width, True)


async def image(client: Client, **arguments: Any) -> Image.Image:
    result = await client.call_tool("see_page", arguments)
    assert not result.is_error, said(result)
    content = result.content[1]
    assert isinstance(content, ImageContent)
    return Image.open(io.BytesIO(base64.b64decode(content.data))).convert("RGB")


async def test_pages_are_read_in_every_form_and_documents_listed_and_deleted(service: Service, folder: Path) -> None:
    table = "Quarter,Ferries\nfirst,212\nsecond,198\n"
    async with connected(service.base) as client:
        document = await called(client, "upload_content", filename="traffic.csv", text=table)
        place = {"document_id": document["document_id"], "page": 1}
        assert "| first | 212 |" in (await called(client, "read_page", **place))["content"]
        assert "first" in (await called(client, "read_page", **place, form="text"))["content"]
        (only,) = (await called(client, "read_page", **place, form="tables"))["tables"]
        assert only["rows"] == [["Quarter", "Ferries"], ["first", "212"], ["second", "198"]]
        blocks = (await called(client, "read_page", **place, form="blocks"))["blocks"]
        assert [block["type"] for block in blocks] == ["table"]

        encoded = base64.b64encode(REPORT).decode()
        await called(client, "upload_content", filename="report.pdf", content_base64=encoded)
        listing = await called(client, "list_documents")
        assert [one["filename"] for one in listing["documents"]] == ["traffic.csv", "report.pdf"]
        assert {one["status"] for one in listing["documents"]} == {"succeeded"}
        assert listing["session_id"] == document["session_id"]

        found = await called(client, "search", query="the court for disputes", top_k=2)
        assert "Rotterdam" in found["passages"][0]["text"]
        assert found["passages"][0]["page"] == 2

        await called(client, "delete_document", document_id=document["document_id"])
        assert "no such document" in await refused(client, "read_page", **place)
        await called(client, "delete_session", session_id=document["session_id"])
        assert "Upload a document first" in await refused(client, "ask", question=QUESTION)


async def test_what_is_attached_to_a_mail_is_named_and_asked_about_too(service: Service, folder: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "ben@example.org", "The papers"
    mail.set_content("Here they are.")
    mail.add_attachment("The agreement was signed by Maria Keller in Bergen.", filename="agreement.txt")
    encoded = base64.b64encode(mail.as_bytes()).decode()
    async with connected(service.base) as client:
        document = await called(client, "upload_content", filename="papers.eml", content_base64=encoded)
        best = (await called(client, "ask", question=QUESTION))["answers"][0]
    assert (best["text"], [best["document_id"]]) == ("Maria Keller", document["attachments"])


async def test_a_long_page_and_a_large_image_are_given_in_bounds(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(service.base, [folder]) as client:
        document = await called(client, "upload_file", path="report.pdf")
        place = {"document_id": document["document_id"], "page": 1, "form": "text"}
        whole = (await called(client, "read_page", **place))["content"]
        monkeypatch.setattr(reading, "MAX_CHARS", 100)
        parts, start = [], 0
        while start is not None:
            part = await called(client, "read_page", **place, start=start)
            assert len(part["content"]) <= 100
            parts.append(part["content"])
            start = part.get("next_start")
            assert (start is None) == ("note" not in part)
        assert "".join(parts) == whole
        blocks, start = [], 0
        while start is not None:
            some = await called(client, "read_page", **{**place, "form": "blocks"}, start=start)
            blocks += some["blocks"]
            start = some.get("next_start")
        assert len(blocks) > 2
        monkeypatch.setattr(reading, "MAX_IMAGE_BYTES", 20_000)
        result = await client.call_tool("see_page", {"document_id": document["document_id"], "page": 1})
        content = result.content[1]
        assert isinstance(content, ImageContent)
        assert content.mime_type == "image/jpeg"
        assert len(base64.b64decode(content.data)) <= 20_000


async def test_what_the_documents_do_not_say_is_not_stated(service: Service, folder: Path) -> None:
    async with connected(service.base, [folder]) as client:
        await called(client, "upload_file", path="report.pdf")
        found = await called(client, "ask", question="How many whales were seen near Iceland?")
        assert not found["answered"]
        assert "do not state them as facts" in found["note"]


async def test_a_tool_waits_so_long_and_what_goes_on_can_be_waited_for(service: Service, folder: Path) -> None:
    # Of its own: what was read before is there at once.
    pages = [samples.picture(["The ferry to Rotterdam leaves at noon."]) for _ in range(3)]
    (folder / "late.tif").write_bytes(samples.encoded(pages, "TIFF"))
    async with connected(service.base, [folder], wait_seconds=0) as client:
        document = await called(client, "upload_file", path="late.tif")
        assert document["status"] in ("queued", "running")
        assert "still being read" in document["note"]
        assert "still being read" in await refused(client, "ask", question=QUESTION)
    async with connected(service.base) as client:
        read = await called(client, "wait_for_document", job_id=document["job_id"])
        assert (read["status"], read["document_id"]) == ("succeeded", document["document_id"])
        assert "no job of a document" in await refused(
            client, "wait_for_document", job_id=await question(service, read)
        )


async def question(service: Service, document: dict[str, Any]) -> str:
    with service.client() as http:
        body = {"question": QUESTION, "session_id": document["session_id"]}
        return str(http.post("/ask", json=body, headers={"Prefer": "wait=30"}).json()["job"]["id"])


async def test_what_is_wrong_is_told_with_what_to_do(service: Service, folder: Path) -> None:
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing of use")
    (folder / "program.pdf").write_bytes(b"\x7fELF" + bytes(60))
    async with connected(service.base, [folder]) as client:
        assert "Corrupt document: The file is damaged" in await refused(client, "upload_file", path="damaged.pdf")
        assert "This is a program" in await refused(client, "upload_file", path="program.pdf")
        assert "either" in await refused(client, "upload_content", filename="a.txt")
        assert "not base64" in await refused(client, "upload_content", filename="a.txt", content_base64="%%")
        assert "List the documents" in await refused(client, "see_page", document_id=NOWHERE, page=1)
        document = await called(client, "upload_file", path="report.pdf")
        assert "2 pages" in await refused(client, "read_page", document_id=document["document_id"], page=3)
        assert "greater than or equal to 1" in await refused(
            client, "read_page", document_id=document["document_id"], page=0
        )
    async with connected("http://127.0.0.1:9", [folder]) as client:
        assert "docinsight up" in await refused(client, "upload_file", path="report.pdf")


async def test_no_file_outside_of_the_allowed_folders_is_read(service: Service, folder: Path) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text("The password is wren.")
    (folder / "link.txt").symlink_to(secret)
    (folder / "up").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe.txt")
    outside = [str(secret), "../secret.txt", "link.txt", "up/secret.txt", f"{folder}/../secret.txt", "a\0b", "none.pdf"]
    async with connected(service.base, [folder]) as client:
        for path in outside:
            assert "no such file in the folders" in await refused(client, "upload_file", path=path), path
        for path in ("pipe.txt", "."):
            assert "no file" in await refused(client, "upload_file", path=path), path
    async with connected(service.base) as client:
        assert "--allow FOLDER" in await refused(client, "upload_file", path=str(folder / "report.pdf"))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_without_allowed_folders_the_roots_of_the_host_are_those(
    service: Service, folder: Path, mode: str
) -> None:
    async def roots(context: Any) -> ListRootsResult:
        return ListRootsResult(roots=[Root.model_validate({"uri": folder.as_uri()})])

    async with connected(service.base, mode=mode, list_roots_callback=roots) as client:
        document = await called(client, "upload_file", path=str(folder / "report.pdf"))
        assert document["status"] == "succeeded"
        assert "no such file" in await refused(client, "upload_file", path="/etc/hostname")


async def test_documents_and_pages_are_resources(service: Service, folder: Path) -> None:
    async with connected(service.base, [folder]) as client:
        assert (await client.list_resources()).resources == []
        document = await called(client, "upload_file", path="report.pdf")
        (listed,) = (await client.list_resources()).resources
        assert (listed.name, listed.uri) == ("report.pdf", f"docinsight://documents/{document['document_id']}")
        whole = (await client.read_resource(listed.uri)).contents[0]
        assert "Maria Keller" in whole.text  # type: ignore[union-attr]
        page = (await client.read_resource(f"{listed.uri}/pages/2")).contents[0]
        assert "Rotterdam" in page.text  # type: ignore[union-attr]
        picture = (await client.read_resource(f"{listed.uri}/pages/1/image")).contents[0]
        assert base64.b64decode(picture.blob).startswith(b"\x89PNG")  # type: ignore[union-attr]
        for wrong in (f"docinsight://documents/{NOWHERE}", f"{listed.uri}/pages/9", f"{listed.uri}/pages/first"):
            with pytest.raises(MCPError) as error:
                await client.read_resource(wrong)
            assert "Traceback" not in str(error.value)


async def test_every_tool_says_what_it_does_and_whether_it_changes_anything(service: Service) -> None:
    async with connected(service.base) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        info = await called(client, "service_info")
    assert "application/pdf" in info["media_types"]
    changing = {"upload_file", "upload_content", "delete_document", "delete_session"}
    for name, tool in tools.items():
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is (name not in changing)
        assert (tool.output_schema is None) == (name == "see_page")
    destructive = {name for name, tool in tools.items() if tool.annotations and tool.annotations.destructive_hint}
    assert destructive == {"delete_document", "delete_session"}
