"""What `docs/scaling.md` says is what the model computes of what was measured, and a simulation sees the same."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from bench.scale import model, report
from bench.scale.__main__ import MEASURED, PAGE
from bench.scale.model import DAY, Costs, Load, Prices
from bench.scale.simulate import simulate
from bench.scale.waiting import LINES, WAIT_VARIABLE, WORDS_A_LINE, WaitingEngine
from worker.ocr.page import PageRecognizer

COSTS = Costs.read(MEASURED)
SMALL = Load(pages=2e5, questions=2e4)
"""A day whose busiest hour is simulated in moments."""


def test_the_tables_of_the_page_are_those_that_the_model_computes() -> None:
    assert report.filled(PAGE.read_text(), MEASURED) == PAGE.read_text()


def test_the_simulation_sees_what_the_model_says() -> None:
    workers = math.ceil(model.needed(COSTS, SMALL).workers)
    seen = simulate(COSTS, SMALL, workers)
    assert seen.pages / 3600 == pytest.approx(SMALL.peak * SMALL.pages / DAY, rel=0.1)
    assert seen.redis_busy / 3600 == pytest.approx(model.redis_wait(COSTS, SMALL)[0], rel=0.1)
    assert seen.worker_busy / 3600 / workers == pytest.approx(model.MAX_WORKER_SHARE, rel=0.2)


def test_with_too_few_workers_documents_wait() -> None:
    workers = math.ceil(model.needed(COSTS, SMALL).workers)
    enough, few = simulate(COSTS, SMALL, workers), simulate(COSTS, SMALL, max(1, workers // 2))
    assert max(few.documents) > 3 * max(enough.documents)
    assert few.pages < enough.pages


def test_needs_grow_with_the_load_and_shrink_with_what_is_kept() -> None:
    one, ten = (model.needed(COSTS, Load(pages=pages, questions=pages / 10)) for pages in (1e6, 1e7))
    for name in ("workers", "gateways", "redis_share", "net_bytes", "kept_bytes"):
        assert getattr(ten, name) == pytest.approx(10 * getattr(one, name))
    hour = model.needed(COSTS, replace(Load(), kept_seconds=3600))
    assert hour.kept_bytes == pytest.approx(ten.kept_bytes / 24)
    assert model.dollars_per_million(hour, Load(), Prices()) < model.dollars_per_million(ten, Load(), Prices())


def test_one_redis_ends_where_its_share_of_a_core_is_used_up() -> None:
    pages, workers = model.redis_ends_at(COSTS, Load())
    carried, need = model.of_workers(round(workers), COSTS, Load())
    assert need.redis_share == pytest.approx(model.MAX_REDIS_SHARE, rel=0.01)
    assert need.pages_per_second == pytest.approx(pages, rel=0.01)
    assert carried.peak * carried.pages / DAY == pytest.approx(pages, rel=0.01)


def test_what_was_measured_says_on_which_machine() -> None:
    for name, row in json.loads(MEASURED.read_text()).items():
        assert {"date", "processor", "cores", "memory_gib", "load_before"} <= set(row["machine"]), name


def test_a_page_of_the_engine_that_waits_has_as_many_words_as_an_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT_VARIABLE, "0")
    page = PageRecognizer(WaitingEngine(), ("en",)).page(np.full((1100, 850), 255, np.uint8))
    assert len(page.layout.text.split()) == LINES * WORDS_A_LINE
    assert not page.warnings
