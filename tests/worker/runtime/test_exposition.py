"""The metrics of a worker: those of all its processes, whichever is alive, on one port."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from shared.api_keys import hash_of
from shared.net import free_port
from shared.settings import Settings
from tests.processes import ROOT
from worker import metrics, stages
from worker.runtime.capabilities import Capabilities
from worker.runtime.exposition import MemberState, environment, exposed

COUNTING = """
import os, signal, sys
from worker import metrics
from worker.stages import stage
metrics.set_slot(int(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    metrics.TASKS.labels("read_page", "done").inc()
    with stage("extract"), stage("ocr"):
        pass
os.kill(os.getpid(), signal.SIGKILL)
"""

FORKING = """
import os, threading, time
from worker import metrics
def count():
    while True:
        with metrics.beside_forks():
            metrics.SWEEPS.inc()
threading.Thread(target=count, daemon=True).start()
for number in range(200):
    child = os.fork()
    if child == 0:
        metrics.set_slot(0)
        metrics.LOST_TASKS.inc()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""


class Member:
    def __init__(self, role: str, starts: int = 1) -> None:
        able = Capabilities(("en",), {"ocr": "PP-OCR"}, "rapidocr", "cpu")
        self._state = MemberState(role, os.getpid(), able, starts)

    def state(self) -> MemberState:
        return self._state


def run(folder: Path, role: str, code: str, *arguments: object) -> int:
    """Run a program as a process of a role; its status."""
    variables = {**os.environ, **environment(folder, role)}
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, env=variables).returncode


def scraped(folder: Path, port: int, **settings: object) -> httpx.Response:
    chosen = Settings(metrics_port=port, **settings)  # type: ignore[arg-type]
    with exposed(chosen, folder, [Member("reading", 3)]):
        return httpx.get(f"http://127.0.0.1:{port}/metrics")


@pytest.fixture
def port() -> int:
    return free_port()


def test_counts_of_processes_that_were_killed_go_on_in_those_that_replace_them(tmp_path: Path, port: int) -> None:
    for slot, count in ((0, 3), (0, 4), (1, 5)):
        assert run(tmp_path, "reading", COUNTING, slot, count) == -signal.SIGKILL
    assert run(tmp_path, "questions", COUNTING, 0, 1) == -signal.SIGKILL
    text = scraped(tmp_path, port).text
    assert 'docinsight_tasks_total{outcome="done",task="read_page"} 13.0' in text
    assert 'docinsight_stage_seconds_count{stage="ocr"} 13.0' in text
    # Files are of places in the pool, not of processes.
    written = {path.name for path in (tmp_path / "reading").iterdir()}
    assert written == {
        "counter_main.db",
        *(f"{kind}_{slot}.db" for kind in ("counter", "histogram") for slot in (0, 1)),
    }


def test_a_worker_says_what_it_runs_and_how_often_its_parts_were_started(tmp_path: Path, port: int) -> None:
    text = scraped(tmp_path, port).text
    assert 'docinsight_worker_restarts_total{role="reading"} 2.0' in text
    (info,) = (line for line in text.splitlines() if line.startswith("docinsight_worker_info{"))
    assert 'engine="rapidocr"' in info
    assert 'ocr_model="PP-OCR"' in info
    (memory,) = (line for line in text.splitlines() if line.startswith("docinsight_worker_resident_memory_bytes{"))
    assert float(memory.split()[1]) > 1e6


def test_the_port_of_a_worker_asks_for_a_key_where_one_is_set(tmp_path: Path, port: int) -> None:
    assert scraped(tmp_path, port, metrics_keys=hash_of(b"prometheus")).status_code == 401


def test_a_process_that_is_forked_while_a_thread_counts_can_count(tmp_path: Path) -> None:
    assert run(tmp_path, "reading", FORKING) == 0


def test_a_stage_is_timed_without_the_stages_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0, 40.0, 50.0, 70.0, 100.0])
    monkeypatch.setattr(stages.time, "perf_counter", lambda: next(clock))
    before = {name: seconds_of(name) for name in ("extract", "ocr")}
    with stages.stage("extract"):
        for _ in range(2):
            with stages.stage("ocr"):
                pass
    assert seconds_of("ocr") - before["ocr"] == 30 + 20
    assert seconds_of("extract") - before["extract"] == 100 - 50


def seconds_of(stage: str) -> float:
    return metrics.registry.get_sample_value("docinsight_stage_seconds_sum", {"stage": stage}) or 0.0
