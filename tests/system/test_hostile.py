"""Files made to do harm: each ends well or with its cause, and the service answers on."""

import io
import struct
import zlib
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image

from tests import samples
from tests.hostile import Corpus, mails, office
from tests.system.conftest import Service, whole_service

TEXT = b"\n".join(line.encode() for line in samples.AGREEMENT)


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R", version: bytes = b"1.7") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, offsets = bytearray(b"%PDF-" + version + b"\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def one_page(content: bytes, page: bytes = b"/MediaBox [0 0 595 842]", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page: objects 4 is its content, 5 a font, the next ``more``."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >>"
        b" /XObject << /X 6 0 R >> >> %s >>" % page,
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    )


def show(text: bytes) -> bytes:
    return b"BT /F 12 Tf 60 700 Td (%s) Tj ET\n" % text


def deflated(body: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        body = zlib.compress(body, 9)
    return stream(body, b"/Filter [" + b"/FlateDecode " * times + b"]")


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG of one gray channel that says it is so large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    samples.picture(samples.AGREEMENT, dpi=100).save(out, kind, **options)
    return out.getvalue()


def looped_tiff() -> bytes:
    """A TIFF whose directory follows itself."""
    body = bytearray(picture("TIFF"))
    (first,) = struct.unpack_from("<I", body, 4)
    (count,) = struct.unpack_from("<H", body, first)
    struct.pack_into("<I", body, first + 2 + 12 * count, first)
    return bytes(body)


MANY = b"<< /Type /Pages /Kids [%s] /Count 900000 >>" % (b"3 0 R " * 3000)
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> >>"

HOSTILE: Corpus = {
    # What is uploaded, and how it may end: a job's end, a problem of the job's, or a refusal's.
    "empty.pdf": (lambda: b"", {"empty-file"}),
    "one-byte.pdf": (lambda: b"%", {"unsupported-media-type"}),
    "nothing-but-header.pdf": (lambda: b"%PDF-1.7\n", {"corrupt"}),
    "truncated.pdf": (lambda: samples.pdf([samples.AGREEMENT] * 3)[:900], {"succeeded", "corrupt"}),
    "zip-in-disguise.pdf": (lambda: b"PK\x03\x04" + bytes(400), {"unsupported-media-type"}),
    "postscript-in-disguise.png": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\nshowpage\n", {"unsupported-media-type"}),
    "postscript-behind-binary-head.eps": (
        lambda: b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
        {"unsupported-media-type"},
    ),
    "script.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"unsupported-media-type"}),
    "executable.txt": (lambda: b"\x7fELF" + bytes(200), {"unsupported-media-type"}),
    "polyglot.pdf": (lambda: b"GIF89a" + samples.pdf([samples.AGREEMENT]), {"corrupt", "too-large-page"}),
    "pdf-behind-text.txt": (lambda: b"some words\n" + samples.pdf([samples.AGREEMENT]), {"succeeded"}),
    "no-pages.pdf": (
        lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
        {"no-pages", "corrupt"},
    ),
    "pages-that-lie.pdf": (
        lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", MANY, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"),
        {"too-many-pages", "corrupt"},
    ),
    "pages-in-a-circle.pdf": (
        lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        {"no-pages", "corrupt", "succeeded"},
    ),
    "deep-brackets.pdf": (
        lambda: one_page(stream(show(b"Deep")), b"/MediaBox [0 0 595 842] /Deep " + b"[" * 20_000 + b"]" * 20_000),
        {"succeeded", "corrupt", "no-pages", "gave-up"},
    ),
    "deflate-bomb.pdf": (
        lambda: one_page(deflated(b"0 0 m 9 9 l S\n" * 20_000_000, 2)),
        {"out-of-memory", "page-timeout", "succeeded", "gave-up"},
    ),
    "forms-within-forms.pdf": (
        lambda: one_page(
            stream(b"/X Do " * 50),
            more=(stream(b"/Y Do " * 50, FORM), stream(b"/X Do " * 50, FORM)),
        ),
        {"page-timeout", "out-of-memory", "succeeded"},
    ),
    "many-words.pdf": (
        lambda: one_page(deflated(b"BT /F 1 Tf 60 700 Td " + b"(a b c d e ) Tj " * 200_000 + b"ET")),
        {"too-many-words"},
    ),
    "huge-page.pdf": (
        lambda: one_page(stream(show(b"A huge page")), b"/MediaBox [0 0 1000000 1000000]"),
        {"succeeded", "too-large-page"},
    ),
    "page-of-no-size.pdf": (
        lambda: one_page(stream(show(b"No size")), b"/MediaBox [10 10 10 10]"),
        {"succeeded", "corrupt"},
    ),
    "page-of-no-number.pdf": (
        lambda: one_page(stream(show(b"No number")), b"/MediaBox [0 0 (a) /b]"),
        {"succeeded", "corrupt"},
    ),
    "thin-page.pdf": (
        lambda: one_page(stream(show(b"Thin")), b"/MediaBox [0 0 0.001 14000]"),
        {"succeeded", "corrupt", "too-large-page"},
    ),
    "control-characters.pdf": (lambda: one_page(stream(show(b"A \\000\\001\\007 B"))), {"succeeded"}),
    "encrypted-by-nobody.pdf": (
        lambda: pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [] /Count 0 >>",
            b"<< /Filter /Nobody /V 9 >>",
            trailer=b"/Root 1 0 R /Encrypt 3 0 R",
        ),
        {"corrupt", "encrypted", "no-pages"},
    ),
    "pixel-bomb.png": (lambda: png(60_000, 60_000, zlib.compress(bytes(1000))), {"too-large-page"}),
    "pixel-lie.png": (lambda: png(4000, 4000, zlib.compress(bytes(100))), {"succeeded", "corrupt"}),
    "broken-chunk.png": (lambda: png(100, 100, b"not deflated"), {"corrupt", "succeeded"}),
    "truncated.jpg": (lambda: picture("JPEG")[:3000], {"succeeded", "corrupt"}),
    "truncated.webp": (lambda: picture("WEBP")[:300], {"corrupt", "succeeded"}),
    "head-alone.jpg": (lambda: b"\xff\xd8\xff", {"corrupt"}),
    "circle.tif": (looped_tiff, {"succeeded", "corrupt", "too-many-pages"}),
    "head-alone.tif": (lambda: b"II*\0\x08\0\0\0", {"corrupt"}),
    "long-line.txt": (lambda: b"word" * 500_000, {"succeeded", "too-many-words", "too-many-pages"}),
    "control-characters.txt": (lambda: b"a\x1b[31mb\x0c\x0b c", {"succeeded"}),
    "many-pages.txt": (lambda: b"\x0c".join([b"page"] * 2500), {"succeeded", "too-many-pages"}),
    "../../../etc/passwd": (lambda: TEXT, {"succeeded"}),
    "\u202egpj.exe": (lambda: TEXT, {"succeeded"}),
}


@pytest.fixture(scope="module")
def small_service() -> Iterator[Service]:
    """A service whose pages may take little time and memory, though enough for a machine that does much else."""
    with whole_service(("--processes", "2"), page_seconds="10", page_memory=str(800 << 20), max_pages="300") as service:
        yield service


def _end(http: httpx.Client, reply: httpx.Response) -> str:
    """The end of a job, or the name of its problem."""
    if reply.status_code >= 400:
        assert reply.status_code < 500, reply.text
        problem = reply.json()
    else:
        job = reply.json()["jobs"][0]
        while job["status"] in ("queued", "running"):
            job = http.get(f"/jobs/{job['id']}", params={"wait": 30}).raise_for_status().json()
        if job["status"] == "succeeded":
            return "succeeded"
        problem = job["error"]
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert "/" not in problem["detail"].replace("/limits", "").replace("/health", "")
    return str(problem["type"]).removeprefix("/problems/")


@pytest.mark.parametrize("corpus", [HOSTILE, office.HOSTILE, mails.HOSTILE], ids=["pages", "office", "mails"])
def test_every_hostile_file_ends_well_or_with_its_cause(small_service: Service, corpus: Corpus) -> None:
    with small_service.client() as http:
        replies = {}
        for name, (make, _) in corpus.items():
            replies[name] = http.post("/upload", files={"files": (name, make())})
        ends = {name: _end(http, reply) for name, reply in replies.items()}
        assert {name: end for name, end in ends.items() if end not in corpus[name][1]} == {}
        # Whatever was killed on the way is there again.
        reply = http.post("/upload", files={"files": ("a.txt", TEXT)}, headers={"X-Session-ID": "after"})
        assert _end(http, reply) == "succeeded"
        asked = http.post(
            "/ask", json={"question": "Who signed?", "session_id": "after"}, headers={"Prefer": "wait=60"}
        )
        assert asked.json()["job"]["result"]["answers"][0]["text"] == "Maria Keller"


def test_what_is_read_of_a_hostile_document_is_text(small_service: Service) -> None:
    with small_service.client() as http:
        for name in ("control-characters.pdf", "control-characters.txt"):
            reply = http.post("/upload", files={"files": (name, HOSTILE[name][0]())})
            assert _end(http, reply) == "succeeded"
            text = http.get(f"/documents/{reply.json()['jobs'][0]['document_id']}/text").raise_for_status().text
            assert not [one for one in text if ord(one) < 32 and one not in "\n\f"]


def test_a_name_is_never_a_path(small_service: Service) -> None:
    with small_service.client() as http:
        reply = http.post("/upload", files={"files": ("../../../etc/passwd", TEXT)})
        assert _end(http, reply) == "succeeded"
        document = http.get(f"/documents/{reply.json()['jobs'][0]['document_id']}").raise_for_status().json()
        assert document["filename"] == "passwd"


def test_an_animated_picture_is_one_page_however_long_it_is(small_service: Service) -> None:
    frames = [Image.new("1", (8, 8), number % 2) for number in range(2100)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], optimize=False)
    with small_service.client() as http:
        reply = http.post("/upload", files={"files": ("many.gif", out.getvalue())})
        assert _end(http, reply) == "succeeded"
        document = http.get(f"/documents/{reply.json()['jobs'][0]['document_id']}").raise_for_status().json()
    assert document["page_count"] == 1


def test_what_is_attached_to_hostile_mails_is_bounded_and_ends_by_itself(small_service: Service) -> None:
    ends: dict[str, list[str]] = {}
    with small_service.client() as http:
        for name in ("bomb-attached.eml", "many-attachments.eml", "mails-in-mails.eml"):
            files = {"files": (name, mails.HOSTILE[name][0]())}
            reply = http.post("/upload", files=files, headers={"X-Session-ID": name})
            assert _end(http, reply) == "succeeded"
            # A question waits for all that is attached, however deep.
            question = {"question": "Who signed?", "session_id": name}
            http.post("/ask", json=question, headers={"Prefer": "wait=60"}).raise_for_status()
            listed = http.get("/jobs", params={"session_id": name, "limit": 200}).json()["jobs"]
            documents = [job for job in listed if job["kind"] == "document"]
            ends[name] = [job["error"]["type"] if job["error"] else job["status"] for job in documents]
        warnings = http.get("/sessions/many-attachments.eml").json()["documents"][0]["warnings"]
    assert ends["bomb-attached.eml"] == ["/problems/too-large-page", "succeeded"]
    assert ends["many-attachments.eml"] == ["succeeded"] * 50
    assert ends["mails-in-mails.eml"] == ["succeeded"] * 4
    assert [one["message"] for one in warnings] == [
        "2951 attachment(s) were left out: more files than an upload may have (2951). Upload them by themselves."
    ]
