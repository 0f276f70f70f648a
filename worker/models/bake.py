"""Make models ready for the workers, list those there are, and check them.

    python -m worker.models.bake list [FOLDER ...]
    python -m worker.models.bake verify [FOLDER ...]
    python -m worker.models.bake bake MODEL --to FOLDER        an extractive reader: a hub's name, or a local folder
    python -m worker.models.bake bake easyocr --to FOLDER      the weights of the OCR engine of the GPU image

'bake' needs the torch extra, and the network unless MODEL is a local folder or --from names one. Without FOLDER,
'list' and 'verify' use the reader of the settings. Nothing is downloaded at run time.
"""

import argparse
import gzip
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from shared.errors import DocInsightError
from shared.settings import Settings, settings
from worker.answering.manifest import FILENAME, Manifest, reader_folder, sha256
from worker.answering.reader_registry import load_reader
from worker.answering.windows import Windower
from worker.models.sample import SAMPLES
from worker.ocr.easy import CODES

GRAPH = "model.int8.onnx"
# What is asked of a hub: weights that contain no code, the tokenizer, the configuration.
HUB_FILES = ("config.json", "tokenizer*.json", "special_tokens_map.json", "vocab.*", "merges.txt", "*.safetensors")
# What a name on the hub stands for unless another revision is asked for, so that builds are reproducible.
PINNED = {
    f"{owner}distilbert-base-cased-distilled-squad": "564e9b582944a57a3e586bbb98fd6f0a4118db7f"
    for owner in ("", "distilbert/")
}
WINDOW_TOKENS = 384
TYPICAL_QUESTIONS = 100
"""On which the largest activations are measured."""
MIN_AGREEMENT = 0.75
"""Share of the sample on which the int8 graph must find the float one's answer: below it the weights bear no int8."""


class BakeFailed(Exception):
    """A model that could not be made ready; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except (BakeFailed, DocInsightError) as error:
        print(f"Failed: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="docinsight models", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="say what readers there are")
    listing.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    listing.set_defaults(run=_list)
    verifying = verbs.add_parser("verify", help="check a reader's files against its manifest, and that it answers")
    verifying.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    verifying.set_defaults(run=_verify)
    baking = verbs.add_parser("bake", help="turn a model into what the workers load")
    baking.add_argument("model", help="a name on the hub, a local folder in a hub's layout, or 'easyocr'")
    baking.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where it goes; must not exist")
    baking.add_argument("--revision", help="revision on the hub; default: the one pinned here, else 'main'")
    baking.add_argument(
        "--licence", default="", help="recorded in the manifest; default: as the model's card states it"
    )
    baking.add_argument("--weights", action="store_true", help="keep the float weights, which the torch reader needs")
    baking.add_argument("--calibrate", type=Path, metavar="SQUAD.json", help="fit its scores on these questions")
    baking.add_argument(
        "--activations",
        type=Path,
        metavar="FILE.jsonl.gz",
        help="questions and texts, as python -m training.written writes them, that show int8 how large numbers get",
    )
    baking.add_argument("--agreement", type=float, default=MIN_AGREEMENT, help="share of equal answers asked of int8")
    baking.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="easyocr: local weights")
    baking.add_argument("--languages", default="en", help="easyocr: languages, separated by commas")
    baking.set_defaults(run=_bake)
    return parser


# ---- list and verify


def _folders(parsed: argparse.Namespace) -> list[Path]:
    return [reader_folder(folder) for folder in parsed.folders] or [reader_folder(settings().reader_model)]


def _list(parsed: argparse.Namespace) -> int:
    for folder in _folders(parsed):
        manifest = Manifest.read(folder)
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 1e6
        print(f"{manifest.name}  revision {manifest.revision}  {size:.1f} MB  {folder}")
        print(f"    licence: {manifest.licence}")
        calibrated = manifest.calibration.fitted_on if manifest.calibration else "no, ranked by the words alone"
        print(f"    says 'no answer': {'yes' if manifest.null else 'no'}; calibrated: {calibrated}")
    return 0


def _verify(parsed: argparse.Namespace) -> int:
    failed = False
    for folder in _folders(parsed):
        wrong = Manifest.read(folder).wrong_files(folder)
        right, total = (0, 0) if wrong else _sample_score(folder)
        failed |= bool(wrong)
        state = f"changed or absent: {', '.join(wrong)}" if wrong else "all files as its manifest says"
        print(f"{folder}: {state}" + (f"; {right} of {total} sample questions right" if total else ""))
    return int(failed)


def _sample_score(folder: Path) -> tuple[int, int]:
    from worker.answering import spans

    asked = [sample for sample in SAMPLES if sample.answer]
    if not any(folder.glob("*.onnx")):
        return 0, 0
    reader = load_reader(Settings(reader="onnx", reader_model=folder, device="cpu"))
    right = 0
    for sample in asked:
        windows = reader.windower.cut(sample.question, [sample.context])
        found = spans.best_spans(windows[0], reader.read(windows)[0], reader.manifest.max_answer_tokens, 1)[0]
        right += (sample.answer or "") in sample.context[found.start : found.end]
    return right, len(asked)


# ---- bake


def _bake(parsed: argparse.Namespace) -> int:
    target: Path = parsed.to
    if target.exists():
        raise BakeFailed(f"{target} exists; remove it or name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    # All or nothing: a folder that looks like a model is one.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".baking-") as work:
        made = Path(work) / "model"
        made.mkdir()
        if parsed.model == "easyocr":
            bake_easyocr(made, parsed.languages.split(","), parsed.source)
        else:
            bake_reader(parsed, made, Path(work))
        made.rename(target)
    print(f"Made {target}")
    return 0


def bake_reader(parsed: argparse.Namespace, made: Path, work: Path) -> None:
    """Export, check, quantize, check again, and write the manifest."""
    try:
        from worker.models import export
    except ImportError as error:
        raise BakeFailed(f"Baking needs the torch extra ({error.name} is not installed).") from error
    from transformers import AutoTokenizer

    typical = _typical_questions(parsed.activations)
    source, revision = _source(parsed.model, parsed.revision or PINNED.get(parsed.model, "main"))
    try:
        model = export.load(source)
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True, use_fast=True)
    except (OSError, ValueError, KeyError) as error:
        raise BakeFailed(f"{parsed.model} is no extractive reader with safetensors and a tokenizer: {error}") from error
    tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))
    model.config.save_pretrained(made)
    try:
        difference = export.export_float(model, work / "float.onnx")
    except export.ExportFailed as error:
        raise BakeFailed(str(error)) from error
    print(f"float graph: logits within {difference:.1e} of the model's")
    if parsed.weights:
        model.save_pretrained(made)
    window = min(WINDOW_TOKENS, int(getattr(model.config, "max_position_embeddings", 512)) - 2)
    manifest = Manifest(
        name=Path(parsed.model).name if Path(parsed.model).is_dir() else parsed.model,
        revision=revision,
        licence=parsed.licence or _licence(source),
        sha256={},
        max_window_tokens=window,
        max_question_tokens=window // 6,
        stride_tokens=window // 3,
        null=None,
    )
    windower = Windower(made, manifest)
    export.quantize(
        work / "float.onnx", made / GRAPH, [windower.cut(question, texts)[0] for question, texts in typical]
    )
    manifest = _compared_with_float(manifest, made, work / "float.onnx", parsed.agreement)
    files = sorted(file for file in made.iterdir() if file.name != FILENAME)
    manifest.sha256.update({file.name: sha256(file) or "" for file in files})
    (made / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    if parsed.calibrate:
        from worker.models.calibrate import calibrate

        print(calibrate(made, parsed.calibrate))


def _typical_questions(file: Path | None) -> list[tuple[str, list[str]]]:
    """Questions with their texts: of ``file``, or the samples', each put to the contexts of all of them.

    Raises BakeFailed if the file cannot be read, or has no questions.
    """
    if file is not None:
        return _asked(file)
    contexts = list(dict.fromkeys(sample.context for sample in SAMPLES))
    return [(sample.question, [" ".join([sample.context, *contexts])]) for sample in SAMPLES]


def _asked(file: Path) -> list[tuple[str, list[str]]]:
    """Some questions of a file, with their texts."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        evenly = rows[:: math.ceil(len(rows) / TYPICAL_QUESTIONS) or 1]
        found = [(str(row["question"]), list(row["texts"])) for row in evenly if row["texts"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BakeFailed(f"{file} has no questions with texts, one a line, gzipped: {error}") from error
    if not found:
        raise BakeFailed(f"{file} has no questions.")
    return found


def _compared_with_float(manifest: Manifest, made: Path, graph: Path, agreement: float) -> Manifest:
    """The manifest, with where the model says 'no answer' as the sample shows. Raises BakeFailed if int8 differs."""
    from worker.models import export

    (made / FILENAME).write_text(manifest.model_dump_json())
    windower = Windower(made, manifest.model_copy(update={"null": "cls"}))
    windows = [windower.cut(sample.question, [sample.context])[0] for sample in SAMPLES]
    max_tokens = manifest.max_answer_tokens
    exact = [export.best(w, o, max_tokens) for w, o in zip(windows, export.run(graph, windows), strict=True)]
    small = [export.best(w, o, max_tokens) for w, o in zip(windows, export.run(made / GRAPH, windows), strict=True)]
    asked = [number for number, sample in enumerate(SAMPLES) if sample.answer]
    same = sum(exact[n][:3] == small[n][:3] for n in asked) / len(asked)
    print(f"int8 graph: {same:.0%} of the float graph's answers on {len(asked)} sample questions")
    if same < agreement:
        raise BakeFailed(
            f"The int8 graph gives only {same:.0%} of the float graph's answers; {agreement:.0%} are asked."
        )
    silent = [candidate.null is not None and candidate.null > candidate.score for candidate in exact]
    unasked = [number for number in range(len(SAMPLES)) if number not in asked]
    # A model that was not trained to say "no answer" has arbitrary scores there.
    refused, missed = sum(silent[n] for n in unasked), sum(silent[n] for n in asked)
    has_no_answer = refused >= 0.7 * len(unasked) and missed <= 0.3 * len(asked)
    print(f"says 'no answer': {'yes' if has_no_answer else 'no'}")
    return manifest.model_copy(update={"null": "cls" if has_no_answer else None})


def _source(model: str, revision: str) -> tuple[Path, str]:
    """The model's folder, downloaded if it is a name, and the revision that it is of."""
    if Path(model).is_dir():
        return Path(model), "local"
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(model, revision=revision, allow_patterns=list(HUB_FILES)))
    except HFValidationError as error:
        raise BakeFailed(f"{model} is neither a folder nor a name on the hub.") from error
    except HfHubHTTPError as error:
        raise BakeFailed(f"The hub does not give {model} at {revision}: {error}") from error
    except (LocalEntryNotFoundError, OSError) as error:
        raise BakeFailed(f"The hub cannot be reached for {model}; give a local folder instead.") from error
    return folder, folder.name


def _licence(source: Path) -> str:
    card = source / "README.md"
    lines = card.read_text(errors="replace").splitlines()[:60] if card.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("license:")), "not stated")


def bake_easyocr(made: Path, languages: Sequence[str], source: Path | None) -> None:
    """Gather EasyOCR's weights for these languages, checked by the library's own sums."""
    try:
        import easyocr  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise BakeFailed("Baking EasyOCR's weights needs the torch extra.") from error
    if source is not None:
        for file in source.glob("*.pth"):
            shutil.copy2(file, made)
    try:
        easyocr.Reader(
            [CODES.get(language, language) for language in languages],
            gpu=False,
            model_storage_directory=str(made),
            user_network_directory=str(made),
            download_enabled=source is None,
            verbose=False,
        )
    except ValueError as error:
        raise BakeFailed(f"EasyOCR does not read these languages together: {', '.join(languages)}.") from error
    except FileNotFoundError as error:
        raise BakeFailed(f"The folder lacks weights that EasyOCR needs: {error}") from error
    except OSError as error:
        raise BakeFailed("EasyOCR's weights cannot be downloaded; give a folder with --from.") from error
    sums = {file.name: sha256(file) for file in sorted(made.glob("*.pth"))}
    (made / FILENAME).write_text(
        json.dumps({"name": "easyocr", "languages": list(languages), "sha256": sums}, indent=2)
    )


if __name__ == "__main__":
    sys.exit(main())
