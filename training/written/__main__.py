"""Write what the reader is trained on of the written documents.

    python -m training.written --to FILE.jsonl.gz

The documents are printed, some of them scanned, and extracted, which takes a few seconds each. Every fourth is held
out: the ranking is fitted on it. Needs Chromium.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.reader.windows import Example
from training.written.documents import FOLDER, article_of, is_held_out, written_documents
from training.written.examples import examples, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.written", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.jsonl.gz")
    parser.add_argument("--documents", type=Path, default=FOLDER, metavar="FOLDER", help="of the documents (bundled)")
    parsed = parser.parse_args(arguments)
    documents = [document for document in written_documents(parsed.documents) if not is_held_out(document.name)]
    counted: Counter[str] = Counter()
    found: list[Example] = []
    for number, document in enumerate(documents, 1):
        found += examples(article_of(document), counted)
        print(f"{number} of {len(documents)} documents, {len(found)} questions", end="\r", flush=True)
    write(found, parsed.to)
    print("\n" + ", ".join(f"{name} {count}" for name, count in counted.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
