"""All models of a container image, in one folder: ``python -m worker.models.image --help``.

Run when the image is built: first to make the folder, then, at its final path, to check that all is there
and loads. What cannot be had ends the build, so that no container starts without its models.
"""

import argparse
import importlib.util
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from shared.errors import DocInsightError
from shared.settings import settings
from worker.answering.manifest import BUNDLED_READERS
from worker.models import bake
from worker.ocr.registry import ENGINES, engine_for, languages_here, load_beside, load_engine
from worker.ocr.tesseract import CODES

DEBIANS_TESSDATA = "/usr/share/tesseract-ocr/5/tessdata"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker.models.image", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    making = verbs.add_parser("make", help="gather the models in a folder")
    making.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="gets 'reader' and 'ocr'")
    making.add_argument(
        "--reader",
        required=True,
        help="a name on the hub, a local folder, or a bundled one: " + ", ".join(BUNDLED_READERS),
    )
    making.add_argument("--weights", action="store_true", help="keep a hub's float weights, for the torch reader")
    making.add_argument("--options", default="", help="more options for 'bake READER', as one argument")
    making.add_argument("--ocr", required=True, choices=tuple(ENGINES), help="the OCR engine")
    making.add_argument("--languages", default="en", help="languages of the OCR engine, separated by commas")
    making.add_argument("--ocr-from", type=Path, metavar="FOLDER", help="local OCR weights; used if it exists")
    making.set_defaults(run=_make)
    checking = verbs.add_parser("check", help="load what the settings name, on the CPU, and ask it something")
    checking.set_defaults(run=_check)
    packages = verbs.add_parser("packages", help="print the Debian packages that an OCR engine needs")
    packages.add_argument("--ocr", required=True, choices=tuple(ENGINES))
    packages.add_argument("--languages", required=True)
    packages.set_defaults(run=_packages)
    parsed = parser.parse_args(arguments)
    return int(parsed.run(parsed))


def _make(parsed: argparse.Namespace) -> int:
    parsed.to.mkdir(parents=True, exist_ok=True)
    status = reader(parsed.reader, parsed.to / "reader", weights=parsed.weights, options=shlex.split(parsed.options))
    return status or ocr(parsed.ocr, parsed.to / "ocr", languages=parsed.languages, source=parsed.ocr_from)


def _check(_parsed: argparse.Namespace) -> int:
    if status := bake.main(["verify"]):
        return status
    try:
        # An image for GPUs is built where there may be none.
        engine = load_engine(settings().model_copy(update={"device": "cpu"}))
    except DocInsightError as error:
        print(f"Failed: {error}", file=sys.stderr)
        return 1
    able = languages_here(engine, load_beside(settings()))
    print(f"{engine.name}: {engine.model} reads {len(able)} languages")
    return 0


def _packages(parsed: argparse.Namespace) -> int:
    languages = parsed.languages.split(",")
    if engine_for(parsed.ocr, languages) == "tesseract":
        # All of them: what RapidOCR reads may stand beside letters that it does not.
        if unknown := [language for language in languages if language not in CODES]:
            print(f"Failed: Tesseract does not read {', '.join(unknown)}.", file=sys.stderr)
            return 1
        print("tesseract-ocr", *(f"tesseract-ocr-{CODES[one].lower().replace('_', '-')}" for one in languages))
    return 0


def reader(model: str, target: Path, *, weights: bool, options: list[str]) -> int:
    """Put the reader into its place."""
    if model not in BUNDLED_READERS:
        keep = ["--weights"] if weights else []
        return bake.main(["bake", model, "--to", str(target), *keep, *options])
    target.symlink_to(BUNDLED_READERS[model])
    return 0


def ocr(engine: str, target: Path, *, languages: str, source: Path | None) -> int:
    """Put the OCR engine's weights into their place. RapidOCR's come inside its wheel, Tesseract's from Debian."""
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
        target.symlink_to(DEBIANS_TESSDATA)
    return 0


if __name__ == "__main__":
    sys.exit(main())
