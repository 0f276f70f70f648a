"""A worker as the group of its Celery workers: restarted when they die, ended when they cannot start."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from shared.child_process import spawn, stop
from shared.store import presence
from shared.store.driver import Store
from shared.tasks import Queue
from tests.processes import ROOT, gone


@pytest.fixture
def environment(redis_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DOCINSIGHT_REDIS_URL": redis_url, "TMPDIR": str(tmp_path), "PATH": ""}


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a worker that answers questions."""
    started = []

    def start(**settings: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "worker", "--queues", "questions"]
        started.append(spawn(command, {**environment, **settings}, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        stop(process)


def test_a_worker_whose_model_is_missing_ends_and_leaves_nothing(start: Callable[..., Any], tmp_path: Path) -> None:
    assert start(DOCINSIGHT_READER_MODEL=str(tmp_path / "missing")).wait(120) == 1
    assert list(tmp_path.glob("docinsight-*")) == []


def test_a_celery_worker_that_dies_is_restarted_under_another_name(
    start: Callable[..., Any], store: Store, tmp_path: Path, until: Callable[..., Any]
) -> None:
    worker = start()

    def names() -> list[str]:
        return [one.name for one in store.run(presence.living()) if Queue.QUESTIONS in one.queues]

    (first,) = until(names)
    (main,) = [one for one in psutil.Process(worker.pid).children() if first in one.cmdline()]
    family = [main, *main.children(recursive=True)]
    main.kill()
    until(lambda: first not in names() and len(names()) == 1)
    until(lambda: all(gone(one.pid) for one in family))

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert names() == []
    assert list(tmp_path.glob("docinsight-*")) == []
