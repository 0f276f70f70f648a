"""Ask about what LibreOffice saved: ``python -m bench.office_questions``.

Ten questions for each kind of document, put to every format of it: whether the best answer is right, on its page, and
framed where its words are. The files lie in ``tests/worker/formats/saved``; its web pages are also sent as mails and
saved with what they show, and mails get four questions more, on their header fields.
"""

import tempfile
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from bench.answering.collection import Document
from shared.files.content import Sniffer
from shared.models.page import Page
from shared.settings import settings
from tests.worker.compound import compound_file, message
from worker.answering.reader_registry import load_reader
from worker.answering.session import SearchCache, answer
from worker.extraction.page import extract_text
from worker.formats.registry import open_source
from worker.models.metrics import token_f1

SAVED = Path(__file__).parents[1] / "tests" / "worker" / "formats" / "saved"
RIGHT = 0.8
"""Token F1 from which an answer is right."""

TEXTS = {
    "lease": (
        ("How much is the yearly rent?", "18,400 crowns"),
        ("How much is the deposit?", "4,600 crowns"),
        ("When does the lease begin?", "1 April 2025"),
        ("Which club rents the boathouse?", "Nordlys"),
        ("Who is the warden?", "Ingrid Solheim"),
        ("How long is berth South 4?", "12 m"),
        ("What is the yearly fee for North 2?", "1,420"),
    ),
    "minutes": (
        ("Kdo předsedal schůzi?", "Božena Říhová"),
        ("Kolik stojí hadice?", "12 400 Kč"),
    ),
    "notice": (("館長は誰ですか？", "佐藤美咲"),),
}
BUDGET = (
    ("How much was planned for timber?", "5200", "Budget!B2"),
    ("How much was spent on timber?", "4870.5", "Budget!C2"),
    ("What was spent on paint?", "712", "Budget!C3"),
    ("What is left of paint?", "-72.00", "Budget!D3"),
    ("When is paint due?", "2025-03-15", "Budget!E3"),
    ("How much was planned for rope?", "95", "Budget!B4"),
    ("What is the total planned?", "5935", "Budget!B5"),
    ("In which town does Mei Tanaka live?", "Sapporo", "Členové!B3"),
    ("What is the share of Lena Groß?", "35 %", "Členové!C4"),
    ("In which town does Ota Dvořák live?", "Zlín", "Členové!B2"),
)
FERRY = (
    ("When does the last ferry leave?", "23:40", "slide 2"),
    ("At what time is the last ferry?", "23:40", "slide 2"),
    ("How long does the crossing take?", "35 minutes", "slide 2"),
    ("How many minutes is the crossing?", "35 minutes", "slide 2"),
    ("What is the fare for an adult?", "64 kr", "slide 3"),
    ("What does a child pay?", "32 kr", "slide 3"),
    ("What travels free?", "Bicycles", "slide 2"),
    ("Which group wrote the timetable?", "Planning group", "slide 1"),
    ("For which year is the timetable?", "2026", "slide 1"),
    ("Where is the planning group?", "Ålesund", "slide 1"),
)
MAIL = {
    "From": "Ingrid Solheim <ingrid@boathouse.example>",
    "To": "Nordlys Rowing Club <board@nordlys.example>",
    "Date": "Fri, 14 Mar 2025 09:30:00 +0100",
    "Subject": "Keys of the shed",
}
OF_MAILS = (
    ("What is the subject?", "Keys of the shed"),
    ("Who sent the mail?", "Ingrid Solheim"),
    ("When was the mail sent?", "14 Mar 2025"),
    ("To whom was the mail sent?", "Nordlys Rowing Club"),
)
FORMATS = ("docx", "odt", "rtf", "html", "mhtml", "eml", "msg", "epub", "xlsx", "ods", "pptx", "odp")


def file_of(stem: str, suffix: str, folder: Path) -> Path:
    """The document in that format; mails and saved pages are written to the folder."""
    path, html = folder / f"{stem}.{suffix}", SAVED / f"{stem}.html"
    if suffix == "eml":
        mail = EmailMessage()
        for name, value in MAIL.items():
            mail[name] = value
        mail.set_content(html.read_text(), subtype="html")
        path.write_bytes(mail.as_bytes())
    elif suffix == "msg":
        headers = "".join(f"{name}: {value}\r\n" for name, value in MAIL.items())
        # The subject, the header fields and the body in HTML (MS-OXPROPS).
        path.write_bytes(compound_file(message({0x37: MAIL["Subject"], 0x7D: headers, 0x1013: html.read_bytes()})))
    elif suffix == "mhtml":
        saved = MIMEMultipart("related", type="text/html")
        saved["From"], saved["Subject"] = "<Saved by a browser>", stem
        saved.attach(MIMEText(html.read_text(), "html", "utf-8"))
        path.write_bytes(saved.as_bytes())
    else:
        return SAVED / path.name
    return path


def pages_of(path: Path) -> list[Page]:
    """The pages of a file by their own text."""
    sniffer = Sniffer()
    sniffer.feed(path.read_bytes())
    source = open_source(path, sniffer.media_type(path.name))
    found = (extract_text(source.page(number)) for number in range(1, source.page_count + 1))
    return [page for page in found if page is not None]


def main() -> None:
    """Print a row for each format."""
    reader = load_reader(settings())
    print("| format | questions | right | page and boxes | place |")
    print("|" + " --- |" * 5)
    folder = Path(tempfile.mkdtemp())
    for suffix in FORMATS:
        if suffix in ("xlsx", "ods", "pptx", "odp"):
            stem, asked = ("budget", BUDGET) if suffix in ("xlsx", "ods") else ("ferry", FERRY)
            files = [(stem, [*asked])]
        else:
            files = [(stem, [(question, gold, "") for question, gold in pairs]) for stem, pairs in TEXTS.items()]
            if suffix in ("eml", "msg"):
                files[0][1].extend((question, gold, "") for question, gold in OF_MAILS)
        total = right = placed = named = 0
        for stem, asked_of_file in files:
            pages = pages_of(file_of(stem, suffix, folder))
            searchable, cache = Document(stem, pages, []).searchable(), SearchCache()
            cache.get([searchable])
            for question, gold, place in asked_of_file:
                total += 1
                found = answer(question, [searchable], reader, 1, windows=settings().read_windows, cache=cache)
                best = found.answers[0] if found.answers else None
                if best is None or token_f1(best.text, gold) < RIGHT:
                    print(f"{suffix}: {question} {best.text if best else None!r}, not {gold!r}")
                    continue
                right += 1
                page = next(page for page in pages if page.number == best.page)
                placed += page.text[best.start : best.end] == best.text and bool(best.boxes)
                named += not place or place == best.place
        print(f"| {suffix.upper()} | {total} | {right} | {placed} | {named} |", flush=True)


if __name__ == "__main__":
    main()
