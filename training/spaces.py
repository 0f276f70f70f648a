"""Fit the model that tells spaces from gaps: ``python -m training.spaces --help``.

Draws pages of many kinds, recognizes them, and aligns each line with the line that was drawn: a space that was
recognized and not drawn is a gap.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from bench.reading.drawn_pages import Made, receipt
from bench.reading.hard_pages import broken_toner, dot_matrix, stamped, stretched, thermal, tiny, typed
from bench.reading.pages import make
from shared.settings import Settings
from worker.models.fitting import fit_logistic
from worker.ocr.ctc import letters, pitch, spaces
from worker.ocr.lines import crop_lines
from worker.ocr.rapid import RapidEngine
from worker.ocr.spaces import FILE, features

MIN_SIMILARITY = 80
"""How alike, of 100, a recognized line must be to the drawn one that it is aligned with."""

FIRST_SEED = 1000
"""Seeds of pages for measuring are below it."""

COST = 3.0
"""What it costs to join two words, in words that are parted: two are lost, and hard to tell apart again."""

DRAWN: dict[str, Callable[[int], Made]] = {
    "dot matrix": dot_matrix,
    "thermal": thermal,
    "tiny": tiny,
    "typed": typed,
    "stamped": stamped,
    "broken toner": broken_toner,
    "stretched": lambda seed: stretched(receipt(seed), seed),
    **{kind: partial(make, kind) for kind in ("fax", "medium", "receipt", "72 dpi", "95 dpi")},
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(prog="python -m training.spaces", description=__doc__)
    parser.add_argument("--pages", type=int, default=4, help="pages of each kind (default 4)")
    parser.add_argument("--to", type=Path, default=FILE, metavar="FILE", help="default: where workers expect it")
    parsed = parser.parse_args(arguments)
    engine = RapidEngine.load(Settings(threads=1))
    rows: list[dict[str, float]] = []
    labels: list[float] = []
    for seed in range(FIRST_SEED, FIRST_SEED + parsed.pages):
        for draw in DRAWN.values():
            for row, is_gap in examples(engine, draw(seed)):
                rows.append(row)
                labels.append(float(is_gap))
    names = sorted({name for row in rows for name in row})
    weights = fit_logistic(rows, labels, names, {}, [1.0 if label else COST for label in labels], ridge=1e-5)
    parsed.to.write_text(json.dumps({name: round(value, 4) for name, value in weights.items()}, indent=1) + "\n")
    score = [weights["bias"] + sum(weights[name] * value for name, value in row.items()) for row in rows]
    found = sum(s > 0 and label > 0 for s, label in zip(score, labels, strict=True))
    wrong = sum(s > 0 and not label for s, label in zip(score, labels, strict=True))
    print(f"{len(rows)} spaces, {int(sum(labels))} of them gaps: {found} found, {wrong} spaces lost; {parsed.to}")


def examples(engine: RapidEngine, made: Made) -> Iterator[tuple[dict[str, float], bool]]:
    """The features of each space that was recognized on a page, and whether none was drawn."""
    alphabet, recognize = engine._recognizer(("en",))
    image = made.image if made.image.ndim == 3 else made.image[..., None].repeat(3, 2)
    drawn = [line for line in made.text.splitlines() if line.strip()]
    for columns in recognize(crop_lines(image, engine._detect_lines(image))):
        line = letters(columns, alphabet)
        best = process.extractOne(line.text, drawn, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
        if best is None:
            continue
        if (usual := pitch(line)) is None:
            continue
        there = _spaces_there(line.text, best[0])
        for at in spaces(line):
            if at in there:
                yield features(line.gap(at, usual)), not there[at]


def _spaces_there(read: str, drawn: str) -> dict[int, bool]:
    """Whether a space was drawn where one was read, for those whose neighbors are neighbors in what was drawn."""
    inked = [[i for i, character in enumerate(text) if not character.isspace()] for text in (read, drawn)]
    bare = ["".join(text[i] for i in places) for text, places in zip((read, drawn), inked, strict=True)]
    matched: dict[int, int] = {}
    for step in Levenshtein.opcodes(*bare):
        if step.src_end - step.src_start == step.dest_end - step.dest_start:
            matched |= zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
    there = {}
    for left, (place, following) in enumerate(zip(inked[0], inked[0][1:], strict=False)):
        if following - place > 1 and left in matched and matched.get(left + 1) == matched[left] + 1:
            there[place + 1] = inked[1][matched[left] + 1] - inked[1][matched[left]] > 1
    return there


if __name__ == "__main__":
    main()
