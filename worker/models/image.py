"""All models of a container image, in one folder: ``python -m worker.models.image --help``.

Run when the image is built. What cannot be had ends the build, so that no container starts without its models.
"""

import argparse
import importlib.util
import shlex
import sys
from pathlib import Path

from worker.answering.manifest import BUNDLED
from worker.models import bake

BUNDLED_NAME = "bundled"


def main() -> int:
    """Make the folder that the arguments describe; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker.models.image", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="gets 'reader' and 'ocr'")
    parser.add_argument("--reader", required=True, help="a name on the hub, a local folder, or 'bundled'")
    parser.add_argument("--weights", action="store_true", help="keep float weights, which the torch reader needs")
    parser.add_argument("--options", default="", help="more options for 'bake READER', as one argument")
    parser.add_argument("--ocr", required=True, choices=("rapidocr", "easyocr", "tesseract"), help="the OCR engine")
    parser.add_argument("--languages", default="en", help="those that the OCR engine is to read, parted by commas")
    parser.add_argument("--ocr-from", type=Path, metavar="FOLDER", help="OCR weights at hand; used if it exists")
    parsed = parser.parse_args()
    parsed.to.mkdir(parents=True, exist_ok=True)
    status = reader(parsed.reader, parsed.to / "reader", weights=parsed.weights, options=shlex.split(parsed.options))
    return status or ocr(parsed.ocr, parsed.to / "ocr", languages=parsed.languages, source=parsed.ocr_from)


def reader(model: str, target: Path, *, weights: bool, options: list[str]) -> int:
    """Put the reader into its place."""
    if model != BUNDLED_NAME:
        keep = ["--weights"] if weights else []
        return bake.main(["bake", model, "--to", str(target), *keep, *options])
    if weights:
        print("Failed: the bundled reader is an int8 graph for CPUs; name another for the GPU.", file=sys.stderr)
        return 1
    target.symlink_to(BUNDLED)
    return 0


def ocr(engine: str, target: Path, *, languages: str, source: Path | None) -> int:
    """Put the OCR engine's weights into their place. Those of RapidOCR come inside its wheel."""
    if engine == "easyocr":
        at_hand = ["--from", str(source)] if source is not None and source.is_dir() else []
        return bake.main(["bake", "easyocr", "--to", str(target), "--languages", languages, *at_hand])
    if engine == "rapidocr":
        wheel = importlib.util.find_spec("rapidocr")
        if wheel is None or not wheel.submodule_search_locations:
            print("Failed: RapidOCR is not installed.", file=sys.stderr)
            return 1
        target.symlink_to(Path(wheel.submodule_search_locations[0]) / "models")
    else:
        # Tesseract's come from the system's packages.
        target.mkdir()
    return 0


if __name__ == "__main__":
    sys.exit(main())
