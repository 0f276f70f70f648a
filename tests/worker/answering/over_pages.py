"""PDFs whose text runs over the end of a page."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

LINE = 18
ABOVE = [
    "The association was founded in spring by the owners of the houses at the",
    "harbour. It keeps the quay, the crane and the ice house in good order, and",
    "lets the berths to its members and to guests. The board meets in the hall",
    "once in a month, and whoever has paid the fee may listen to what is said.",
] * 9
CUT = (
    ["Berths are let for one season. A member who gives up a berth must", "tell the harbour master in writing no"],
    ["later than the last day of February.", "The fee for the season is 240 euros for each berth."],
)
LIST = (
    ["Every boat must carry:", "• two red flares", "• a hand pump"],
    ["• three life jackets", "• a brass bell"],
)
QUESTION, ANSWER = "By when must a member tell the harbour master?", "no later than the last day of February"


def draw(pages: Sequence[Sequence[str]], path: Path) -> None:
    """A PDF with these lines on its pages, from the top, and a number at the foot of each."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("Helvetica", 12)
        for row, line in enumerate(lines):
            canvas.drawString(72, A4[1] - 72 - LINE * row, line)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(290, 24, f"{number} / {len(pages)}")
        canvas.showPage()
    canvas.save()
