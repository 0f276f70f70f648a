"""Regenerate the example of the README: ``python docs/example.py [--base URL]``.

Writes the two sample documents, asks a running service about them as the README does, and draws the best answer's
boxes on its page (docs/answer.jpg).
"""

import argparse
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab import __file__ as reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from docinsight_client import Answers, DocInsight, Job

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
QUESTION = "Who signed the delivery note?"

REPORT = (
    "The harbour committee met eleven times between January and December 2025. Its main work was the dredging of "
    "the northern channel, which had silted up to a depth of 4.2 metres and could no longer be used by the ferry.",
    "Dredging began on 3 March and was completed on 17 June 2025, two weeks earlier than planned. The contractor, "
    "Brandt &amp; Osei Marine, removed 38,000 cubic metres of sand, most of which was used to raise the beach.",
    "The total cost came to 1.36 million euros, of which the county paid 40 percent. A further 95,000 euros were "
    "spent on new lights at the mole.",
)
OUTLOOK = (
    "For the coming year the committee proposes to repair the slipway and to replace the fuel station. The work is to "
    "be put out to tender in February 2026.",
    "Adopted by the harbour committee and signed by its chair, Margaret Ellison, on 12 January 2026.",
)
NOTE = (
    "Brandt & Osei Marine",
    "Delivery note 7731",
    "",
    "To: Harbour office, north gate",
    "Date: 9 May 2025",
    "",
    "6 channel lights, type CL-40, with brackets",
    "2 spare lamps, 120 m of cable",
    "",
    "All goods were received complete and undamaged.",
    "Signed for the harbour office by Tomas Lindqvist.",
)


def write_report(path: Path) -> None:
    """A born-digital PDF of two pages."""
    styles = getSampleStyleSheet()
    parts = [Paragraph("Annual report of the harbour committee 2025", styles["Title"])]
    for paragraph in REPORT:
        parts += [Paragraph(paragraph, styles["BodyText"]), Spacer(1, 8)]
    rows = [
        ["Quarter", "Ferries", "Yachts"],
        ["first", "212", "40"],
        ["second", "498", "611"],
        ["third", "730", "1,204"],
    ]
    parts += [Table(rows), PageBreak(), Paragraph("Outlook", styles["Heading1"])]
    for paragraph in OUTLOOK:
        parts += [Paragraph(paragraph, styles["BodyText"]), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1, title="Annual report").build(parts)


def write_scan(path: Path) -> None:
    """A picture of a page, askew and speckled as scanners make them."""
    letters = ImageFont.truetype(str(Path(reportlab).parent / "fonts/Vera.ttf"), 26)
    page = Image.new("L", (1000, 760), 248)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(NOTE):
        draw.text((110, 90 + 50 * number), line, fill=30, font=letters)
    page = page.rotate(-1.2, resample=Image.Resampling.BICUBIC, fillcolor=248)
    noise = random.Random(7).randbytes(page.width * page.height)  # noqa: S311
    speckle = Image.frombytes("L", page.size, noise)
    page = Image.blend(page, speckle.filter(ImageFilter.GaussianBlur(0.8)), 0.06)
    page.save(path, dpi=(120, 120), quality=75)


def ask(di: DocInsight) -> Job[Answers]:
    """The question's job at its end."""
    di.upload_many([SAMPLE / "report.pdf", SAMPLE / "scan.jpg"])
    return di.submit_question(QUESTION, top_k=1).finish()


def main() -> None:
    """Make all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://localhost:8000", help="a running service")
    base = parser.parse_args().base
    SAMPLE.mkdir(exist_ok=True)
    write_report(SAMPLE / "report.pdf")
    write_scan(SAMPLE / "scan.jpg")
    with DocInsight(base) as di:
        job = ask(di)
        page = job.outcome().best.page.image(width=1000).to_pillow()
        page.save(HERE / "answer.jpg", quality=80, optimize=True)
        print(job.model_dump_json(exclude_unset=True))


if __name__ == "__main__":
    main()
