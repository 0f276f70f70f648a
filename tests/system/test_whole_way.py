"""Documents of every supported format and questions on them, through real processes."""

import io

import httpx
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests import samples

TEXT = "\n\n".join(samples.AGREEMENT)
SCAN = samples.picture(samples.AGREEMENT, skew=0.6, noise=20)

FILES = {
    "report.pdf": (samples.pdf([samples.AGREEMENT, samples.INVOICE]), "application/pdf"),
    "times.pdf": (samples.pdf([samples.AGREEMENT], font="Times-Roman", size=10), "application/pdf"),
    "scan.pdf": (samples.encoded([SCAN], "PDF"), "application/pdf"),
    "scan.png": (samples.encoded([SCAN], "PNG"), "image/png"),
    "photo.jpg": (samples.encoded([SCAN], "JPEG"), "image/jpeg"),
    "fax.tif": (samples.encoded([SCAN, samples.picture(samples.INVOICE)], "TIFF"), "image/tiff"),
    "scan.webp": (samples.encoded([SCAN], "WEBP"), "image/webp"),
    "scan.bmp": (samples.encoded([SCAN], "BMP"), "image/bmp"),
    "scan.gif": (samples.encoded([SCAN], "GIF"), "image/gif"),
    "notes.txt": (TEXT.encode(), "text/plain"),
    "notes.md": (f"# {TEXT}".encode(), None),
}


def ended(http: httpx.Client, job: dict) -> dict:
    """The job once it has ended."""
    while job["status"] in ("queued", "running"):
        job = http.get(f"/jobs/{job['id']}", params={"wait": 30}).raise_for_status().json()
    return job


def ask(http: httpx.Client, session: str, question: str) -> dict:
    """The answers to a question."""
    reply = http.post("/ask", json={"question": question, "session_id": session})
    job = ended(http, reply.raise_for_status().json()["job"])
    assert job["status"] == "succeeded", job["error"]
    return job["result"]


@pytest.mark.parametrize("name", FILES)
def test_a_question_asked_straight_after_the_upload_is_answered_with_its_place(http: httpx.Client, name: str) -> None:
    body, media_type = FILES[name]
    session = f"way-{name}"
    reply = http.post("/upload", files={"files": (name, body)}, headers={"X-Session-ID": session})
    assert reply.status_code == 202, reply.text
    assert reply.json()["session_id"] == session

    result = ask(http, session, "Who signed the agreement?")
    assert result["answered"] is True
    best = result["answers"][0]
    assert best["text"] == "Maria Keller"
    assert (best["filename"], best["page"]) == (name, 1)

    page = http.get(f"/documents/{best['document_id']}/pages/1").raise_for_status().json()
    assert page["text"][best["start"] : best["end"]] == best["text"]
    context = best["context"]
    assert page["text"][best["context_start"] : best["context_start"] + len(context)] == context
    assert best["text"] in context
    words = [word for word in page["words"] if best["start"] <= word["start"] < best["end"]]
    assert [word["text"] for word in words] == ["Maria", "Keller"]
    (box,) = best["boxes"]
    assert box == pytest.approx(
        [words[0]["box"][0], min(w["box"][1] for w in words), words[1]["box"][2], max(w["box"][3] for w in words)]
    )
    assert all(0 <= edge <= 1 for edge in box)

    (listed,) = http.get(f"/sessions/{session}").raise_for_status().json()["documents"]
    document = http.get(f"/documents/{listed['id']}").raise_for_status().json()
    if media_type is not None:
        assert document["media_type"] == media_type
    assert document["page_count"] == (2 if name in ("report.pdf", "fax.tif") else 1)
    scanned = not name.startswith(("report", "times", "notes"))
    assert {one["source"] for one in document["pages"]} == ({"ocr"} if scanned else {"text"})
    assert (document["ocr"] is not None) == scanned
    assert best["source"] == ("ocr" if scanned else "text")


def test_answers_come_from_the_document_and_the_page_that_contain_them(http: httpx.Client) -> None:
    files = [("files", (name, FILES[name][0])) for name in ("report.pdf", "scan.png")]
    reply = http.post("/upload", files=files, headers={"X-Session-ID": "both"})
    assert len(reply.raise_for_status().json()["jobs"]) == 2
    result = ask(http, "both", "How much does the library pay for each delivery?")
    best = result["answers"][0]
    assert (best["filename"], best["page"]) == ("report.pdf", 2)
    assert "1,250 euros" in best["text"]
    assert result["searched"]["documents"] == 2
    assert result["searched"]["pages"] == 3


def test_a_search_asked_straight_after_the_upload_gives_passages_with_their_places(http: httpx.Client) -> None:
    files = [("files", (name, FILES[name][0])) for name in ("report.pdf", "scan.png")]
    http.post("/upload", files=files, headers={"X-Session-ID": "search"}).raise_for_status()
    query = {"query": "price of the deliveries", "session_id": "search", "top_k": 100}

    job = ended(http, http.post("/search", json=query).raise_for_status().json()["job"])

    assert (job["kind"], job["status"]) == ("search", "succeeded")
    found = job["result"]["passages"]
    assert job["result"]["searched"]["documents"] == 2
    assert (found[0]["filename"], found[0]["page"]) == ("report.pdf", 2)
    assert "1,250 euros" in " ".join(found[0]["text"].split())
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    for one in found:
        page = http.get(f"/documents/{one['document_id']}/pages/{one['page']}").raise_for_status().json()
        assert page["text"][one["start"] : one["end"]] == one["text"]
        inside = [word for word in page["words"] if one["start"] <= word["start"] < one["end"]]
        assert 0 < len(one["boxes"]) <= len(inside)


def test_a_document_that_cannot_be_read_fails_alone_and_is_named(http: httpx.Client) -> None:
    files = [("files", ("good.pdf", FILES["times.pdf"][0])), ("files", ("bad.pdf", b"%PDF-1.7\nnothing more"))]
    reply = http.post("/upload", files=files, headers={"X-Session-ID": "half"})
    good, bad = (ended(http, job) for job in reply.raise_for_status().json()["jobs"])
    assert good["status"] == "succeeded"
    assert (bad["status"], bad["error"]["type"]) == ("failed", "/problems/corrupt")
    result = ask(http, "half", "Who signed the agreement?")
    assert result["answers"][0]["filename"] == "good.pdf"
    assert [one["filename"] for one in result["searched"]["skipped"]] == ["bad.pdf"]


def test_a_question_to_nothing_readable_fails_with_its_cause(http: httpx.Client) -> None:
    http.post("/upload", files={"files": ("bad.pdf", b"%PDF-1.7\nnothing")}, headers={"X-Session-ID": "none"})
    reply = http.post("/ask", json={"question": "Who?", "session_id": "none"})
    job = ended(http, reply.raise_for_status().json()["job"])
    assert (job["status"], job["error"]["type"]) == ("failed", "/problems/no-readable-document")


def test_what_was_left_out_and_what_was_guessed_is_told_in_warnings(http: httpx.Client) -> None:
    hidden = io.BytesIO()
    sheet = Canvas(hidden)
    sheet.drawString(72, 700, samples.AGREEMENT[0])
    sheet.setFillColorRGB(1, 1, 1)
    sheet.drawString(72, 650, "The agreement was signed by nobody at all.")
    sheet.save()
    files = [("files", ("hidden.pdf", hidden.getvalue())), ("files", ("old.csv", "Größe;Köln\nä;ö\n".encode("cp1252")))]
    reply = http.post("/upload", files=files, headers={"X-Session-ID": "way-warnings"})
    first, second = (ended(http, job)["result"] for job in reply.raise_for_status().json()["jobs"])
    assert [(each["code"], each["pages"]) for each in first["warnings"]] == [("hidden-text", [1])]
    assert [(each["code"], each["pages"]) for each in second["warnings"]] == [("guessed-encoding", [])]


def test_a_page_is_shown_as_a_picture(http: httpx.Client) -> None:
    reply = http.post("/upload", files={"files": ("a.pdf", FILES["report.pdf"][0])})
    job = ended(http, reply.raise_for_status().json()["jobs"][0])
    picture = http.get(f"/documents/{job['document_id']}/pages/2/image", params={"width": 300}).raise_for_status()
    assert picture.headers["content-type"] in ("image/png", "image/jpeg", "image/webp")
    text = http.get(f"/documents/{job['document_id']}/text").raise_for_status().text
    first, second = text.split("\f")
    assert "Maria Keller" in first
    assert "Rotterdam" in second
    original = http.get(f"/documents/{job['document_id']}/file").raise_for_status()
    assert original.content == FILES["report.pdf"][0]


def test_a_long_scan_is_read_page_by_page_with_progress(http: httpx.Client) -> None:
    pages = [samples.picture(samples.AGREEMENT, dpi=100), samples.picture(samples.INVOICE, dpi=100)] * 3
    reply = http.post("/upload", files={"files": ("long.pdf", samples.encoded(pages, "PDF", 100))})
    job = reply.raise_for_status().json()["jobs"][0]
    seen = set()
    while job["status"] in ("queued", "running"):
        job = http.get(f"/jobs/{job['id']}", params={"wait": 1}).raise_for_status().json()
        if job["progress"]:
            seen.add(job["progress"]["total"])
    assert job["status"] == "succeeded"
    assert seen == {6}
    assert job["progress"] == {"done": 6, "failed": 0, "total": 6, "unit": "pages"}
    assert [page["number"] for page in job["result"]["pages"]] == [1, 2, 3, 4, 5, 6]
