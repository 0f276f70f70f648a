"""Take the model that tells languages apart from the package py3langid.

    python -m training.languages [--to FILE]

The package has a trie of byte sequences as an automaton over 142 languages, compressed. What we need of it are the
sequences and their weights in the languages of `worker.answering.language.STEMMERS`: an array of keys to search, which
is loaded as it is in the file. The automaton counts at each byte the longest sequence that ends there; so does
`worker.answering.language.Detector`.
"""

import argparse
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

from worker.answering.language import LENGTH_BIT, MODEL, STEMMERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=MODEL, metavar="FILE")
    target: Path = parser.parse_args(arguments).to
    arrays = take()
    np.savez(target, **arrays)
    print(f"{target}: {len(arrays['keys'])} sequences of {len(arrays['languages'])} languages")
    return 0


def take() -> dict[str, Any]:
    """The arrays of `worker.answering.language.Detector` by name."""
    weights, prior, classes, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    sequences = _sequences(np.asarray(moves).reshape(-1, 256), rows, outputs)
    keys = np.array([len(one) << LENGTH_BIT | int.from_bytes(one, "big") for one in sequences.values()], np.uint64)
    features = np.array(list(sequences), np.int64)
    order = np.argsort(keys)
    languages = [classes.index(language) for language in STEMMERS]
    return {
        "languages": np.array(list(STEMMERS)),
        "keys": keys[order],
        "weights": weights[features[order]][:, languages],
        "prior": prior[languages],
    }


def _sequences(moves: Any, rows: Sequence[int], outputs: Sequence[int]) -> dict[int, bytes]:
    """The sequence of each feature: the shortest that leads the automaton to where the feature is counted."""
    reached = {0: b""}
    found: dict[int, bytes] = {}
    waiting = deque([0])
    while waiting:
        state = waiting.popleft()
        if outputs[state] >= 0:
            found.setdefault(outputs[state], reached[state])
        for byte, following in enumerate(moves[rows[state]].tolist()):
            if following not in reached:
                reached[following] = reached[state] + bytes([byte])
                waiting.append(following)
    return found


if __name__ == "__main__":
    sys.exit(main())
