"""EasyOCR and the torch reader on a GPU, beside the same on the CPU: ``python -m bench.gpu --help``.

Each line is a process of its own, started as workers on a GPU start theirs (spawn): pages or questions a second at a
size of batch, and the most memory that it held, on the GPU and of the machine. A device that is asked for and absent
ends the run with what to do. In the environment of the torch extra: ``make test-torch`` makes it.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from bench.chaos.__main__ import table
from bench.reading.pages import make
from shared.errors import DeviceMissing, DocInsightError

OCR_BATCHES = {"cpu": (1, 8), "cuda": (1, 16, 64, 128)}
"""Lines at once."""
READER_BATCHES = {"cpu": (512, 2048), "cuda": (2048, 16384, 65536)}
"""Padded tokens at once."""
KINDS = ("clean", "medium", "columns", "table")
QUESTION = "What was the total of the account in the year of the agreement?"
PASSAGES, PASSAGE_WORDS = 20, 200
"""What a question has read, about as much as by default."""
WORDS = "the account of the harbour library says that the agreement of that year was for a total of 1250 euros and"


class Asked(NamedTuple):
    """One line to be measured."""

    what: str
    device: str
    batch: int
    times: int
    models: Path


class Measured(NamedTuple):
    """What came of it: a second, and MiB on the GPU and of the process at most."""

    model: str
    per_second: float
    gpu_mib: float
    mib: float


def _ocr(asked: Asked) -> tuple[str, float]:
    from worker.ocr import easy
    from worker.ocr.page import recognize_page

    easy.BATCH[asked.device] = asked.batch
    engine = easy.EasyEngine(asked.models, asked.device)
    pages = [make(KINDS[number % len(KINDS)], number).image for number in range(asked.times + 1)]
    recognize_page(engine, pages.pop(), ("en",))
    began = time.perf_counter()
    for page in pages:
        recognize_page(engine, page, ("en",))
    return engine.model, asked.times / (time.perf_counter() - began)


def _reader(asked: Asked) -> tuple[str, float]:
    from worker.answering import torch_reader
    from worker.answering.manifest import reader_folder

    torch_reader.MAX_BATCH_TOKENS[asked.device] = asked.batch
    reader = torch_reader.TorchReader(reader_folder(None), asked.device, 0)
    words = WORDS.split()
    passages = [" ".join(words[(at + one) % len(words)] for at in range(PASSAGE_WORDS)) for one in range(PASSAGES)]
    windows = reader.windower.cut(QUESTION, passages)
    reader.read(windows)
    began = time.perf_counter()
    for _ in range(asked.times):
        reader.read(windows)
    return reader.model, asked.times / (time.perf_counter() - began)


WAYS = {"ocr": _ocr, "reader": _reader}
BATCHES = {"ocr": OCR_BATCHES, "reader": READER_BATCHES}
UNITS = {"ocr": "pages", "reader": "questions"}


def _measure(asked: Asked, end: Connection) -> None:
    import torch

    try:
        model, per_second = WAYS[asked.what](asked)
    except DocInsightError as error:
        end.send(error)
        return
    gpu = torch.cuda.max_memory_allocated() / 2**20 if asked.device == "cuda" else 0.0
    end.send(Measured(model, per_second, gpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measured(asked: Asked) -> Measured:
    """One line, in a process that is spawned for it. Raises what its engine raises."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(asked, there))
    process.start()
    there.close()
    found = here.recv()
    process.join()
    if isinstance(found, DocInsightError):
        raise found
    return Measured(*found)


def device_name(device: str) -> str:
    """What a device is called. Raises `DeviceMissing`."""
    import torch

    if device == "cpu":
        return "CPU"
    if not torch.cuda.is_available():
        raise DeviceMissing
    return str(torch.cuda.get_device_name())


def lines(what: Sequence[str], devices: Sequence[str], count: int, models: Path) -> list[Asked]:
    """All that is measured."""
    return [Asked(one, on, batch, count, models) for one in what for on in devices for batch in BATCHES[one][on]]


def main() -> None:
    """Measure what was asked for and print the table; ends with a sentence where a device or a model is absent."""
    parser = argparse.ArgumentParser(prog="python -m bench.gpu", description=__doc__)
    parser.add_argument("what", nargs="*", help=f"what is measured (all): {', '.join(WAYS)}")
    parser.add_argument("--devices", default="cpu,cuda", help="separated by commas (cpu,cuda)")
    parser.add_argument("--count", type=int, default=40, help="pages or questions of each line (40)")
    parser.add_argument("--easyocr-models", type=Path, required=True, metavar="FOLDER", help="EasyOCR's weights")
    arguments = parser.parse_args()
    devices = arguments.devices.split(",")
    try:
        names = {device: device_name(device) for device in devices}
        rows = []
        for one in lines(arguments.what or list(WAYS), devices, arguments.count, arguments.easyocr_models):
            found = measured(one)
            row = [one.what, names[one.device], str(one.batch), f"{found.per_second:.2f} {UNITS[one.what]}"]
            rows.append([*row, f"{found.gpu_mib:.0f}", f"{found.mib:.0f}", found.model])
            print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
    except DocInsightError as error:
        sys.exit(error.detail)
    print(table(["", "device", "batch", "a second", "MiB of the GPU", "MiB", "model"], rows))


if __name__ == "__main__":
    main()
