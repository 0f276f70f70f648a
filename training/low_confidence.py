"""Fit the confidence below which a page is told to be hard to read: ``python -m training.low_confidence --help``.

Draws pages in print, good and bad, and in faces that imitate handwriting, and has each engine recognize them. The
confidence that comes out parts best the pages with a wrong character in sixteen or more from those with fewer; it goes
into the engine's ``certain``. The faces come from Debian's packages (`FACES`), and what is not installed is left out.
"""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont
from rapidfuzz.distance import Levenshtein

from bench.reading.drawn_pages import Made, dense
from bench.reading.hard_pages import by_hand
from bench.reading.pages import HARD_PAGES, PAGES
from shared.settings import Settings
from worker.ocr.page import recognize_page
from worker.ocr.registry import load_engine

POOR = 1 / 16
"""Characters that are wrong, of all, from which a page is hard to read."""

FACES = (
    "breip/Breip.ttf fifthhorseman/dkg.ttf fifthhorseman/dkgIt.ttf sjfonts/SteveHand.ttf sjfonts/Delphine.ttf "
    "femkeklaver/femkeklaver.ttf kristi/Kristi.ttf rufscript/Rufscript010.ttf dancingscript/DancingScript-Regular.otf "
    "kaushanscript/KaushanScript-Regular.otf humor-sans/Humor-Sans.ttf ecolier-court/Ecolier-court.ttf"
)
"""Files of fonts-breip, fonts-fifthhorseman-dkg-handwriting, fonts-sjfonts, fonts-femkeklaver, fonts-kristi,
fonts-rufscript, fonts-dancingscript, fonts-kaushanscript, fonts-humor-sans and fonts-ecolier-court."""

PRINT = ("clean", "medium", "photo", "fax", "120 dpi", "72 dpi")
WORDS = 60


class Page(NamedTuple):
    """A page that was recognized: what it was, its mean confidence, and its error rate."""

    name: str
    confidence: float
    errors: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Recognize, print each page, and the confidence that parts them."""
    parser = argparse.ArgumentParser(prog="python -m training.low_confidence", description=__doc__)
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "tesseract", "easyocr"))
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="EasyOCR's weights")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"), metavar="FOLDER")
    parser.add_argument("--seeds", type=int, default=2, help="pages of each kind (default 2)")
    parsed = parser.parse_args(arguments)
    name = parsed.engine
    engine = load_engine(Settings(ocr_engine=name, ocr_models=parsed.models, threads=1))
    pages = []
    for what, made in drawn(parsed.fonts, parsed.seeds):
        found = recognize_page(engine, made.image, ("en",))
        letters = sum(word.end - word.start for word in found.words)
        confidence = sum((word.confidence or 0) * (word.end - word.start) for word in found.words) / max(letters, 1)
        pages.append(Page(what, confidence, error_rate(found.text, made.text)))
        print(f"{what:32} confidence {pages[-1].confidence:.3f}, CER {pages[-1].errors:.3f}", flush=True)
    threshold, wrong = parted(pages)
    poor = [page for page in pages if page.errors >= POOR]
    told = sum(page.confidence < engine.certain for page in poor)
    false = sum(page.confidence < engine.certain for page in pages if page.errors < POOR)
    print(f"{name}: {len(poor)} of {len(pages)} pages are poor; {threshold:.3f} parts them with {wrong} errors;")
    print(f"now, below {engine.certain}: {told} of the poor pages are told, and {false} of the others")
    good = statistics.mean(page.confidence for page in pages if page.errors < POOR)
    print(f"mean confidence of the others: {good:.3f}")


def drawn(fonts: Path, seeds: int) -> Iterator[tuple[str, Made]]:
    """Pages with what they are."""
    files = {path.name: path for path in fonts.rglob("*.[ot]tf")}
    for seed in range(seeds):
        for kind in PRINT:
            _, degrade = (PAGES | HARD_PAGES)[kind]
            made = dense(seed, words=WORDS)
            height = int(max(quad[:, 1].max() for _, quad in made.words)) + 80
            yield kind, degrade(Made(made.image[:height], made.text, made.words), seed)
        for kind in ("faded", "broken toner", "thermal", "dot matrix"):
            draw, degrade = HARD_PAGES[kind]
            whole = degrade(draw(seed), seed)
            lines = whole.text.splitlines()[:8]
            words = whole.words[: sum(len(line.split()) for line in lines)]
            height = int(max(quad[:, 1].max() for _, quad in words)) + 6
            yield kind, Made(whole.image[:height], "\n".join(lines), words)
        for face in FACES.split():
            if path := files.get(Path(face).name):
                yield path.stem, by_hand(seed, ImageFont.truetype(str(path), 44))


def parted(pages: Sequence[Page]) -> tuple[float, int]:
    """The confidence that parts poor pages from others with the fewest errors, and these.

    Of several, the middle of the widest gap between two pages.
    """
    levels = sorted({page.confidence for page in pages})

    def errors(at: float) -> int:
        return sum((page.confidence < at) != (page.errors >= POOR) for page in pages)

    gaps = [(high - low, (low + high) / 2) for low, high in pairwise(levels)]
    fewest = min(errors(at) for _, at in gaps)
    return max((width, at) for width, at in gaps if errors(at) == fewest)[1], fewest


def error_rate(read: str, truth: str) -> float:
    """Edits that make what was read the truth, over the truth's length."""
    read, truth = " ".join(read.split()), " ".join(truth.split())
    return min(Levenshtein.distance(read, truth) / len(truth), 1.0)


if __name__ == "__main__":
    main()
