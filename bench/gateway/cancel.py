"""How soon cancelling frees a worker."""

import io
import time
from functools import partial
from typing import Any

import httpx

from bench.gateway.figures import console, quantile, table
from bench.gateway.service import Running, running, until


def measure_cancel(calls: int = 10) -> None:
    """From the call to its answer, and until the one worker process is at the next document."""
    with running(worker=True) as here, httpx.Client(base_url=here.base, timeout=60) as http:
        answered, freed = [], []
        for number in range(calls):
            first, second = (
                http.post("/upload", files={"files": ("scan.pdf", _scan(2 * number + i))}).json()["jobs"][0]
                for i in range(2)
            )
            until(partial(_is_running, here, first, "read:"), pause=0.005)
            started = time.perf_counter()
            assert http.post(f"/jobs/{first['id']}/cancel").json()["status"] == "cancelled"
            answered.append(1000 * (time.perf_counter() - started))
            until(partial(_is_running, here, second, ""), pause=0.005)
            freed.append(1000 * (time.perf_counter() - started))
            http.post(f"/jobs/{second['id']}/cancel")
        made = table(f"cancelling while a page is read, {calls} times", "", "p50 ms", "p95 ms", "most ms")
        for name, times in (("until the call is answered", answered), ("until the worker is at the next job", freed)):
            row = (quantile(times, 0.5), quantile(times, 0.95), max(times))
            made.add_row(name, *(f"{one:.0f}" for one in row))
        console.print(made)


def _is_running(here: Running, job: dict[str, Any], kind: str) -> bool:
    running_tasks = [str(one, "ascii") for one in here.store.client.zrange("di:running", 0, -1)]  # type: ignore[arg-type]
    return any(one.startswith(kind) and job["document_id"] in one for one in running_tasks)


def _scan(seed: int) -> bytes:
    """A scan of twenty pages of text, unlike any other."""
    from PIL import Image, ImageDraw, ImageFont

    letters = ImageFont.load_default(28)
    pages = []
    for number in range(20):
        page = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(page)
        for line in range(40):
            draw.text((100, 100 + 38 * line), f"Copy {seed}, page {number}, line {line} of the scan.", 0, letters)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()
