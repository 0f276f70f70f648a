"""Memory of a process that reads pages of always different sizes: networks keep code for each shape."""

import argparse
import random
import resource
from collections.abc import Sequence

import cv2
import numpy as np
import psutil

from bench.reading.pages import PAGES, make


def main(arguments: Sequence[str]) -> None:
    """Read pages, and print the memory of the process after each tenth of them."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading memory", description=__doc__)
    parser.add_argument("--pages", type=int, default=20, help="pages to read, each of a size of its own (default 20)")
    parser.add_argument("--threads", type=int, default=1, help="threads of the engine (default 1, as workers have)")
    parsed = parser.parse_args(list(arguments))

    from shared.settings import Settings
    from worker.ocr.page import recognize_page
    from worker.ocr.registry import load_engine

    engine = load_engine(Settings(threads=parsed.threads))
    rng, process = random.Random(0), psutil.Process()
    print(f"{'pages':>6} {'MB':>6} {'peak MB':>8}")
    for done in range(parsed.pages + 1):
        if done:
            image = make(rng.choice(list(PAGES)), done).image
            scale = rng.uniform(0.5, 1.5)
            image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale * rng.uniform(0.8, 1.25)), np.uint8)
            recognize_page(engine, image, ("en",))
        if done % max(parsed.pages // 10, 1) == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(f"{done:6} {process.memory_info().rss >> 20:6} {peak:8}", flush=True)
