"""Save the same few documents in every format by LibreOffice: ``python -m tests.worker.formats.saved.make``.

The files that lie here were saved by LibreOffice 7.4 of Debian, so that what reads them is tested on what a real
program writes. They are made again only where a text changes.
"""

import subprocess
import tempfile
from pathlib import Path

import openpyxl
import pptx
from pptx.util import Inches

HERE = Path(__file__).parent

LEASE = """<html lang="en"><head><meta charset="utf-8"><title>Lease of a boathouse</title></head><body>
<h1>Lease of a boathouse</h1>
<p>This lease is made between the Harbour Trust of Larvik and the rowing club <b>Nordlys</b>. It begins on 1 April 2025
and runs for six years.</p>
<h2>1. Rent and deposit</h2>
<p>The yearly rent is 18,400 crowns, due on the first day of each quarter. The deposit is 4,600 crowns.</p>
<table border="1"><thead><tr><th>Berth</th><th>Length</th><th>Yearly fee</th></tr></thead>
<tbody><tr><td>North 1</td><td>7.5 m</td><td>1,150</td></tr><tr><td>North 2</td><td>9 m</td><td>1,420</td></tr>
<tr><td>South 4</td><td>12 m</td><td>2,075</td></tr></tbody></table>
<h2>2. Duties of the club</h2>
<ol><li>Keep the slipway free of ice.</li><li>Paint the doors every second spring.</li>
<li>Report damage to the warden, Ingrid Solheim, within three days.</li></ol>
<h3>Keys</h3><ul><li>Two keys for the gate</li><li>One key for the fuel store</li></ul>
<p>Either side may end the lease with nine months&rsquo; notice.</p></body></html>"""

MINUTES = """<html lang="cs"><head><meta charset="utf-8"><title>Zápis ze schůze</title></head><body>
<h1>Zápis ze schůze sboru</h1>
<p>Schůze se konala 14. března 2024 v hasičské zbrojnici v Dolní Lhotě. Předsedala Božena Říhová.</p>
<h2>Rozpočet</h2>
<p>Sbor schválil nákup čerpadla za 86 500 Kč. Starosta obce přispěje částkou 30 000 Kč.</p>
<table border="1"><tr><th>Položka</th><th>Cena</th></tr><tr><td>Hadice</td><td>12 400 Kč</td></tr>
<tr><td>Přilby</td><td>21 900 Kč</td></tr></table>
<h2>Úkoly</h2><ul><li>Jiří Šťastný opraví střechu do června.</li>
<li>Výbor objedná žluté vesty.</li></ul></body></html>"""

NOTICE = """<html lang="ja"><head><meta charset="utf-8"><title>図書館のお知らせ</title></head><body>
<h1>図書館のお知らせ</h1><p>中央図書館は十月三日から十月九日まで休館します。本の返却は東口の箱にお願いします。</p>
<h2>開館時間</h2><table border="1"><tr><th>曜日</th><th>時間</th></tr><tr><td>火曜日</td><td>9時から18時</td></tr>
<tr><td>土曜日</td><td>10時から16時</td></tr></table><p>館長は佐藤美咲です。</p></body></html>"""

TEXTS = {"lease": LEASE, "minutes": MINUTES, "notice": NOTICE}


def workbook(path: Path) -> None:
    """Two sheets: amounts with formulas and dates, and a list."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Budget"
    for row in (
        ("Item", "Planned", "Spent", "Left", "Due"),
        ("Timber", 5200, 4870.5),
        ("Paint", 640, 712),
        ("Rope", 95, 88),
    ):
        sheet.append(row)
    for row in range(2, 5):
        sheet.cell(row, 4, f"=B{row}-C{row}").number_format = "#,##0.00"
        sheet.cell(row, 5, f"=DATE(2025,{row},15)").number_format = "yyyy-mm-dd"
    sheet.append(("Total", "=SUM(B2:B4)", "=SUM(C2:C4)", "=SUM(D2:D4)"))
    people = book.create_sheet("Členové")
    for row in (
        ("Name", "Town", "Share"),
        ("Ota Dvořák", "Zlín", 0.25),
        ("Mei Tanaka", "Sapporo", 0.4),
        ("Lena Groß", "Köln", 0.35),
    ):
        people.append(row)
    for row in range(2, 5):
        people.cell(row, 3).number_format = "0 %"
    book.save(str(path))


def presentation(path: Path) -> None:
    """Three slides: a title, points, and a table."""
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "Ferry timetable 2026", "Planning group, Ålesund"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "What changes"
    frame = second.placeholders[1].text_frame
    frame.text = "The last ferry leaves at 23:40"
    for text in ("Bicycles travel free", "The crossing takes 35 minutes"):
        frame.add_paragraph().text = text
    third = show.slides.add_slide(show.slide_layouts[5])
    third.shapes.title.text = "Fares"
    table = third.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for i, row in enumerate((("Passenger", "Fare"), ("Adult", "64 kr"), ("Child", "32 kr"))):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    show.save(str(path))


def convert(source: Path, kind: str, folder: Path, *options: str) -> None:
    """Save a file in another format by LibreOffice."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", "--headless", profile, *options, "--convert-to", kind, "--outdir", str(HERE), str(source)],
        check=True,
        timeout=180,
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    """Make all files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem, html in TEXTS.items():
            page = folder / f"{stem}.html"
            page.write_text(html)
            convert(page, "odt", folder, "--infilter=HTML (StarWriter)")
            for kind in ("docx", "rtf", "epub", "html:HTML (StarWriter)", "doc"):
                if kind != "doc" or stem == "lease":
                    convert(HERE / f"{stem}.odt", kind, folder)
        workbook(folder / "budget.xlsx")
        presentation(folder / "ferry.pptx")
        for kind in ("xlsx", "ods", "xls"):
            convert(folder / "budget.xlsx", kind, folder)
        for kind in ("pptx", "odp"):
            convert(folder / "ferry.pptx", kind, folder)


if __name__ == "__main__":
    main()
