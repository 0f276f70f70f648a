"""Whether the workers' engines load with the present settings: ``python -m worker.check`` prints a JSON list.

Each engine is loaded and warmed as a worker would do it.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from shared.errors import DocInsightError
from shared.settings import settings


@dataclass(frozen=True, slots=True)
class Check:
    """Whether an engine loads, and which model it has or why it does not."""

    name: str
    ok: bool
    detail: str


def check() -> list[Check]:
    """Load every engine that the settings choose."""
    chosen = settings()
    return [_load(f"OCR engine {chosen.ocr_engine}", _ocr), _load(f"reader {chosen.reader}", _reader)]


def _ocr() -> str:
    from worker.ocr.registry import load_engine

    engine = load_engine(settings())
    return f"{engine.model} on {engine.device}, {len(engine.languages)} languages"


def _reader() -> str:
    from worker.answering.reader_registry import load_reader

    reader = load_reader(settings())
    return f"{reader.model} on {reader.device}"


def _load(name: str, load: Callable[[], str]) -> Check:
    began = time.monotonic()
    try:
        detail = load()
    except DocInsightError as error:
        return Check(name, False, error.detail)
    except Exception as error:
        # Any error of a library shows what is wrong with its installation.
        return Check(name, False, f"{type(error).__name__}: {error}")
    return Check(name, True, f"{detail}, loaded in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    # Libraries write to standard output as they load.
    answer, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps([asdict(one) for one in check()]), file=answer)
