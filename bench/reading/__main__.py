"""How fast and how well documents are read, beside the tools people would otherwise use.

    python -m bench.reading digital     born-digital PDFs: words with boxes, reading order
    python -m bench.reading ocr         scans, photographs and faxes
    python -m bench.reading letters     letters and marks of each language that OCR loses
    python -m bench.reading structure   tables, heads, fields and headings of pages
    python -m bench.reading memory      memory of a process after pages of many sizes
    python -m bench.reading fanout      what the service adds to a page, beside plain processes

Each takes --help, makes its own documents by default, and writes a plot into out/.
"""

import sys
from importlib import import_module

COMMANDS = ("digital", "ocr", "letters", "structure", "memory", "fanout")


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names with the rest of them."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments[:1] in ([], ["-h"], ["--help"]) else 2
    run = import_module(f"bench.reading.{arguments[0]}").main
    return int(run(arguments[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
