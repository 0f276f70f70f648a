"""Pages drawn for measuring, whose text is known to the letter.

Everything follows from a seed. The fonts come inside the wheels of Matplotlib and ReportLab.
"""

import random
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

Image = NDArray[np.uint8]
Quad = NDArray[np.float64]
"""Corners of a word, ``[4, 2]`` in pixels, clockwise from the top left one of the upright word."""

DPI = 200
LETTER = (1700, 2200)
"""Width and height of US Letter at `DPI`."""

MARGIN = 50
"""Pixels at the foot of a page that stay white: skew would cut off what is written there."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its image (gray or BGR), its text in reading order, and its words with their places."""

    image: Image
    text: str
    words: list[tuple[str, Quad]]


WORDS = (
    "about above across act addition after again against agreement all along amount and another answer any application "
    "area as ask at away balance bank based because become been before begin behind between beyond board body both "
    "branch bring building business but buyer by call can capital carry case cause centre certain change charge claim "
    "clear close company complete condition consider contract control cost could council country course court cover "
    "credit current customer damage date day deal decision delivery department detail development did different "
    "direct do document does down during duty each early effect either employee end energy enough equal even event "
    "every evidence example exchange expect experience fact fall family far few figure final find first fiscal follow "
    "for form forward free from full further future general give good goods government great ground group growth had "
    "half hand has have head held help high him his history home hour house how if important in include income "
    "increase industry information interest into investment is issue it its job judge just keep kind known land large "
    "last late law leave less letter level liability life light like limited line list little local long look loss "
    "made main make management many market matter may mean measure meeting member might million minute money month "
    "more most move much must name nature near need net never new next night no none north not note nothing notice "
    "now number obligation of off offer office often old on once one only open operation or order other our out over "
    "own owner paid paper part party pay payment people per period person place plan plant point policy position "
    "possible power present price private problem process product profit project property provide public purchase "
    "purpose quality quarter question quite rate reach read real reason receive record reduce region report require "
    "research respect result return revenue right rise risk road rule safety said sale same schedule school section "
    "security see sell service set several shall share short should show side sign since site small so social some "
    "source south special staff standard state statement still stock strong study subject such supply support system "
    "table take tax term test than that the their them then there these they thing third this those thousand through "
    "time title to together total toward trade transfer treatment true two type under union unit until up upon use "
    "value very view visit vote wage wait want warranty was water way week well went were west what when where which "
    "while who whole will with within without word work world would writing year yet you young"
)
_CAPITALISED = (
    "Adams Baker Carlsen Dubois Eriksen Fischer Garcia Hughes Ivanova Jensen Keller Larsson Moreau Novak Olsen Parker "
    "Quinn Rossi Schmidt Turner Ueda Vargas Walker Xiong Young Zimmer London Geneva Oslo Madrid Boston Kyoto"
)
_VOCABULARY, _NAMES = WORDS.split(), _CAPITALISED.split()


def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font out of Matplotlib's or ReportLab's wheel, by its file's name without ``.ttf``."""
    for package, folder in (("reportlab", "fonts"), ("matplotlib", "mpl-data/fonts/ttf")):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        path = Path(spec.origin).parent / folder / f"{name}.ttf"
        if path.exists():
            return ImageFont.truetype(str(path), pixels)
    raise FileNotFoundError(name)


TEXT_FONTS = ("DejaVuSerif", "Vera", "STIXGeneral", "DejaVuSans", "cmr10")


def prose(rng: random.Random, words: int) -> list[str]:
    """So many words that look like a report's: sentences, names, amounts, dates, references."""
    made: list[str] = []
    left = 0
    for i in range(words):
        begins = left == 0
        if begins:
            left = rng.randint(6, 18)
        left -= 1
        kind = rng.random()
        if kind < 0.80 or begins:
            word = rng.choice(_VOCABULARY)
        elif kind < 0.88:
            word = rng.choice(_NAMES)
        elif kind < 0.92:
            word = f"{rng.randint(1, 999):,}.{rng.randint(0, 99):02}"
        elif kind < 0.94:
            word = f"${rng.randint(1000, 9_999_999):,}"
        elif kind < 0.96:
            word = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(1990, 2029)}"
        elif kind < 0.98:
            word = f"{rng.choice('ABCDEFGHJKLMNPRSTUVW')}{rng.randint(1, 99)}-{rng.randint(100, 9999)}"
        else:
            word = f"{rng.randint(1, 99)}%"
        if begins:
            word = word.capitalize()
        if left == 0 or i == words - 1:
            word, left = word + ".", 0
        elif rng.random() < 0.07:
            word += rng.choice(",,,;:")
        made.append(word)
    return made


class Sheet:
    """A white page that remembers what is written on it."""

    def __init__(self, width: int, height: int) -> None:
        self.pillow = Pillow.new("L", (width, height), 255)
        self.draw = ImageDraw.Draw(self.pillow)
        self.lines: list[str] = []
        self.words: list[tuple[str, Quad]] = []

    def write(self, x: float, y: float, words: list[str], face: ImageFont.FreeTypeFont, space: float) -> float:
        """One line, words ``space`` pixels apart. Returns where it ends."""
        for word in words:
            self.draw.text((x, y), word, font=face, fill=0)
            x0, y0, x1, y1 = self.draw.textbbox((x, y), word, font=face)
            self.words.append((word, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], float)))
            x += face.getlength(word) + space
        self.lines.append(" ".join(words))
        return x - space

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        words: list[str],
        face: ImageFont.FreeTypeFont,
        leading: float,
        *,
        justified: bool = True,
    ) -> float:
        """Lines from ``y`` down, as many as the page contains. Returns where the next paragraph may begin."""
        space = face.getlength(" ")
        lines: list[list[str]] = [[]]
        for word in words:
            if lines[-1] and face.getlength(" ".join([*lines[-1], word])) > width:
                lines.append([])
            lines[-1].append(word)
        for line in lines:
            if y + leading > self.pillow.height - MARGIN:
                break
            filled = sum(face.getlength(word) for word in line)
            stretched = (width - filled) / max(len(line) - 1, 1)
            self.write(x, y, line, face, stretched if justified and line is not lines[-1] else space)
            y += leading
        return y

    def made(self) -> Made:
        """The page as it was drawn."""
        return Made(np.array(self.pillow), "\n".join(self.lines), self.words)


def dense(seed: int, words: int = 650) -> Made:
    """A page of running text on US Letter at 200 dpi: about 650 words of 10 point type."""
    rng = random.Random(seed)
    name = TEXT_FONTS[seed % len(TEXT_FONTS)]
    sheet = Sheet(*LETTER)
    face, heading = font(name, 29), font(name, 40)
    y = sheet.paragraph(150, 130, 1400, [w.strip(".,;:") for w in prose(rng, 5)], heading, 56) + 24
    left = words - 5
    while left > 0:
        count = min(left, rng.randint(70, 120))
        y = sheet.paragraph(150, y, 1400, prose(rng, count), face, 37) + 20
        left -= count
    return sheet.made()


def columns(seed: int, words: int = 560) -> Made:
    """Two columns under a title, as journals have them."""
    rng = random.Random(seed)
    name = TEXT_FONTS[seed % len(TEXT_FONTS)]
    sheet = Sheet(*LETTER)
    face, heading = font(name, 27), font(name, 42)
    top = sheet.paragraph(140, 120, 1420, [w.strip(".,;:") for w in prose(rng, 7)], heading, 58) + 40
    for x in (140, 880):
        y, left = top, words // 2
        while left > 0:
            count = min(left, rng.randint(50, 90))
            y = sheet.paragraph(x, y, 680, prose(rng, count), face, 34) + 18
            left -= count
    return sheet.made()


def table(seed: int) -> Made:
    """A paragraph and a ruled table whose cells run over several lines; a row of it reads cell by cell."""
    rng = random.Random(seed)
    name = TEXT_FONTS[seed % len(TEXT_FONTS)]
    sheet = Sheet(*LETTER)
    face, heading = font(name, 27), font(name, 40)
    y = sheet.paragraph(150, 130, 1400, [w.strip(".,;:") for w in prose(rng, 6)], heading, 56) + 24
    y = sheet.paragraph(150, y, 1400, prose(rng, 60), face, 36) + 40
    edges = [150, 450, 850, 1250, 1550]
    thick = rng.choice((1, 2, 3))
    top = y
    for i in range(9):
        words = (rng.randint(1, 3), *rng.choices((2, 4, 9, 14) if i else (1, 2, 3), k=2))
        cells = [*(prose(rng, count) for count in words), [f"{rng.randint(100, 99_999):,}" if i else "Amount"]]
        before, end = len(sheet.lines), y
        for x, right, cell in zip(edges, edges[1:], cells, strict=False):
            end = max(end, sheet.paragraph(x + 14, y + 8, right - x - 28, cell, face, 34, justified=False))
        sheet.lines[before:] = [" ".join(sheet.lines[before:])]
        sheet.draw.line((edges[0], y, edges[-1], y), 0, thick)
        y = end + 10
    sheet.draw.line((edges[0], y, edges[-1], y), 0, thick)
    for x in edges:
        sheet.draw.line((x, top, x, y), 0, thick)
    return sheet.made()


def receipt(seed: int) -> Made:
    """A narrow slip: a head, goods with amounts at the right edge, totals."""
    rng = random.Random(seed)
    mono, bold = font("DejaVuSansMono", 26), font("DejaVuSansMono-Bold", 30)
    sheet = Sheet(640, 1500)
    width, y = 560.0, 60.0
    space = mono.getlength(" ")

    def centred(words: list[str], face: ImageFont.FreeTypeFont) -> None:
        nonlocal y
        sheet.write(40 + (width - face.getlength(" ".join(words))) / 2, y, words, face, face.getlength(" "))
        y += 42

    def amount(words: list[str], value: str, face: ImageFont.FreeTypeFont = mono) -> None:
        nonlocal y
        sheet.write(40, y, words, face, space)
        sheet.write(40 + width - face.getlength(value), y, [value], face, space)
        sheet.lines[-2:] = [" ".join(sheet.lines[-2:])]
        y += 38

    centred([rng.choice(_NAMES).upper(), "&", rng.choice(_NAMES).upper(), "LTD"], bold)
    centred([f"{rng.randint(1, 200)},", rng.choice(_NAMES), "Road"], mono)
    centred(["Tel:", f"0{rng.randint(10, 99)}-{rng.randint(1000000, 9999999)}"], mono)
    y += 20
    amount(["Date", f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/2024"], f"#{rng.randint(1000, 99999)}")
    y += 20
    total = 0
    for _ in range(rng.randint(8, 18)):
        cents = rng.randint(50, 9900)
        total += cents
        goods = [rng.choice(_VOCABULARY).upper() for _ in range(rng.randint(1, 3))]
        amount([f"{rng.randint(1, 4)}x", *goods], f"{cents / 100:.2f}")
    y += 20
    amount(["SUBTOTAL"], f"{total / 100:.2f}")
    amount(["GST", "6%"], f"{total * 0.06 / 100:.2f}")
    amount(["TOTAL"], f"{total * 1.06 / 100:.2f}", bold)
    y += 20
    centred(["THANK", "YOU"], mono)
    made = sheet.made()
    return replace(made, image=made.image[: int(y) + 60])
