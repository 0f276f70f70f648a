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
class Found:
    """One engine: whether it loads, and what it is or why it does not."""

    name: str
    well: bool
    detail: str


def check() -> list[Found]:
    """Load every engine that the settings choose."""
    chosen = settings()
    return [_load(f"OCR engine {chosen.ocr_engine}", _ocr), _load(f"reader {chosen.reader}", _reader)]


def _ocr() -> str:
    from worker.ocr.registry import load_engine

    engine = load_engine(settings())
    return f"{engine.model} on {engine.device}, {len(engine.languages)} languages"


def _reader() -> str:
    from worker.answering.reader import load_reader

    reader = load_reader(settings())
    return f"{reader.model} on {reader.device}"


def _load(name: str, load: Callable[[], str]) -> Found:
    began = time.monotonic()
    try:
        detail = load()
    except DocInsightError as error:
        return Found(name, False, error.detail)
    except Exception as error:
        # Whatever a library throws at its installation is what the asker wants to know.
        return Found(name, False, f"{type(error).__name__}: {error}")
    return Found(name, True, f"{detail}, loaded in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    # Libraries write to standard output as they load.
    answer, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps([asdict(found) for found in check()]), file=answer)
