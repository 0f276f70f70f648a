"""Measure how office files are read, and how much of them comes through: ``python -m bench.formats --help``.

Files of the sizes that the documentation names are made here, so that every word, heading and cell is known. Each is
read in a process of its own, after its libraries are loaded, by this project and by its peers of other environments
(``--peer markitdown=PYTHON``). Seconds are of the processor, memory is the process's peak over what it had before the
file.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.formats import made
from bench.formats.readers import OURS, PEERS

FILES = (
    (made.word_document, "docx", 50),
    (made.presentation, "pptx", 200),
    (made.workbook, "xlsx", 10_000),
    (made.web_page, "html", 50),
    (made.e_book, "epub", 50),
    (made.rich_text, "rtf", 50),
)
"""What makes a file, how its name ends, and its size: chapters, slides or rows."""


def read(python: str, code: str, path: Path, warm: Path) -> dict[str, object] | None:
    """What a process read of a file; None where it does not read such files."""
    done = subprocess.run([python, "-c", code, str(path), str(warm)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{path.name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def share(wanted: Counter[str], found: Iterable[str]) -> str:
    """Which share of what was wanted was found, each as often as it is there."""
    if not wanted:
        return "-"
    there = Counter(found)
    return f"{sum(min(count, there[one]) for one, count in wanted.items()) / wanted.total():.4f}"


def row(file: made.Made, name: str, runs: list[dict[str, object]]) -> str:
    """A row of the table: the fastest of the runs."""
    if not runs:
        return f"| {file.path.suffix[1:]} | {name} | not read | | | | | |"
    best = min(runs, key=lambda run: float(str(run["seconds"])))
    words = str(best["text"]).replace("|", " ").split()
    cells = (
        file.path.suffix[1:],
        name,
        f"{best['seconds']:.2f}",
        f"{best['megabytes']:.0f}",
        best["pages"] or "-",
        share(file.words, words),
        share(file.headings, _texts(best["headings"])),
        share(file.cells, _texts(best["cells"])),
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Print a row for each file and reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peer", action="append", default=[], help=f"NAME=PYTHON, the interpreter that has one of {', '.join(PEERS)}"
    )
    parser.add_argument("--only", help="formats, separated by commas", default="")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual sizes")
    parser.add_argument("--rounds", type=int, default=3, help="the fastest of so many counts")
    arguments = parser.parse_args()
    readers = [("doc-insight", sys.executable, OURS)]
    for peer in arguments.peer:
        name, _, python = peer.partition("=")
        readers.append((name, python, PEERS[name]))
    print("| file | reader | seconds | MB | pages | words | headings | cells |")
    print("|" + " --- |" * 8)
    with tempfile.TemporaryDirectory() as folder:
        for make, suffix, count in FILES:
            if arguments.only and suffix not in arguments.only.split(","):
                continue
            file = make(Path(folder, f"large.{suffix}"), max(1, round(count * arguments.scale)))
            warm = make(Path(folder, f"small.{suffix}"), 2)
            for name, python, code in readers:
                runs = []
                for _ in range(arguments.rounds):
                    found = read(python, code, file.path, warm.path)
                    if found is None:
                        break
                    runs.append(found)
                print(row(file, name, runs), flush=True)


def _texts(found: object) -> list[str]:
    return [" ".join(str(one).split()) for one in found] if isinstance(found, list) else []


if __name__ == "__main__":
    main()
