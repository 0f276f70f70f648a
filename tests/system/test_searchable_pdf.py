"""Documents as searchable PDFs, from upload to download."""

import io
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pikepdf
import psutil
import pypdfium2

from shared.store.driver import Store
from tests.processes import wait_until
from tests.samples import AGREEMENT, INVOICE, encoded, pdf, picture
from tests.system.conftest import Service

TIMEOUT_SECONDS = 120


def upload(http: httpx.Client, name: str, body: bytes, **data: str) -> str:
    headers = {"X-Session-ID": "searchable", "Prefer": "wait=60"}
    reply = http.post("/upload", files={"files": (name, body)}, data=data, headers=headers)
    job = reply.json()["jobs"][0]
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while job["status"] in ("queued", "running") and time.monotonic() < deadline:
        job = http.get(f"/jobs/{job['id']}?wait=60").json()
    assert job["status"] == "succeeded", job
    return str(job["document_id"])


def made(http: httpx.Client, document: str) -> httpx.Response:
    """The PDF, once it is made."""
    address = f"/documents/{document}/pdf"
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (reply := http.get(address)).status_code == 202:
        assert (reply.headers["Location"], reply.content) == (address, b"")
        assert time.monotonic() < deadline
        time.sleep(float(reply.headers["Retry-After"]))
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(reply.content), attempt_recovery=False) as opened:
        assert opened.check_pdf_syntax() == []
    return reply


def text_of(body: bytes, number: int) -> str:
    return str(pypdfium2.PdfDocument(body)[number - 1].get_textpage().get_text_range())


def test_a_scan_gets_its_text_and_keeps_its_bytes(http: httpx.Client) -> None:
    scan = encoded([picture(AGREEMENT), picture(INVOICE)], "PDF")
    document = upload(http, "scan.pdf", scan)
    with ThreadPoolExecutor(2) as clients:
        first, second = clients.map(lambda _: made(http, document), range(2))
    assert first.content == second.content
    assert first.content.startswith(scan)
    assert 'filename="scan.pdf"' in first.headers["Content-Disposition"]
    assert "Maria Keller" in text_of(first.content, 1)
    assert "Rotterdam" in text_of(first.content, 2)

    seam = len(scan)
    part = http.get(f"/documents/{document}/pdf", headers={"Range": f"bytes={seam - 10}-{seam + 9}"})
    assert (part.status_code, part.content) == (206, first.content[seam - 10 : seam + 10])
    again = http.get(f"/documents/{document}/pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_document_with_text_of_its_own_is_there_at_once_and_unchanged(http: httpx.Client) -> None:
    body = pdf([AGREEMENT])
    reply = http.get(f"/documents/{upload(http, 'own.pdf', body)}/pdf")
    assert (reply.status_code, reply.content) == (200, body)


def test_only_chosen_pages_get_text_in_a_pdf_of_all_pages(http: httpx.Client) -> None:
    scan = encoded([picture(AGREEMENT), picture(INVOICE)], "PDF")
    body = made(http, upload(http, "chosen.pdf", scan, pages="2")).content
    assert (text_of(body, 1), "Rotterdam" in text_of(body, 2)) == ("", True)


def test_an_image_becomes_a_page_with_text(http: httpx.Client) -> None:
    photo = encoded([picture(AGREEMENT)], "JPEG")
    reply = made(http, upload(http, "photo.jpg", photo))
    assert photo in reply.content
    assert "Maria Keller" in text_of(reply.content, 1)
    assert 'filename="photo.pdf"' in reply.headers["Content-Disposition"]


def test_an_encrypted_document_says_that_its_password_was_not_kept(http: httpx.Client) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(encoded([picture(AGREEMENT)], "PDF"))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    document = upload(http, "locked.pdf", out.getvalue(), password="user")
    address = f"/documents/{document}/pdf"
    reply = wait_until(lambda: (one := http.get(address)).status_code != 202 and one, TIMEOUT_SECONDS)
    assert reply
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/encrypted")


def test_a_document_that_is_not_there_has_none(http: httpx.Client) -> None:
    assert http.get(f"/documents/{'0' * 24}/pdf").status_code == 404


def test_a_pdf_is_made_although_a_worker_is_killed_while_it_makes_it(
    http: httpx.Client, service: Service, until: Callable[..., Any]
) -> None:
    document = upload(http, "long.txt", b"".join(b"Line %d of a long text.\n" % i for i in range(3000)))
    assert http.get(f"/documents/{document}/pdf").status_code == 202
    task = f"pdf:{document}"
    with Store(service.redis_url).opened() as store:
        until(lambda: store.client.zscore("di:running", task) is not None)
        process = int(store.client.hget(f"di:work:{task}", "process") or 0)
        # A member of the worker's group, as the kernel kills one.
        assert service.worker.pid in {one.pid for one in psutil.Process(process).parents()}
        os.kill(process, signal.SIGKILL)
        body = made(http, document).content
        assert store.client.exists(f"di:work:{task}") == 0
    assert len(pypdfium2.PdfDocument(body)) == http.get(f"/documents/{document}").json()["page_count"]
    assert "Line 2999" in text_of(body, len(pypdfium2.PdfDocument(body)))
