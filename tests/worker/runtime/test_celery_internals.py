"""What a worker builds on in Celery's inside is as it was: seen in a real one."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.child_process import spawn, stop
from shared.queue import make_celery
from shared.settings import Settings
from shared.store.driver import Store
from shared.tasks import Queue
from tests.processes import ROOT

# A worker that writes down what it sees, and whose one task never ends by itself.
WORKER = """
import json, os, threading, time
from pathlib import Path
from celery import bootsteps, signals
from shared.queue import make_celery
from shared.settings import settings
from worker.runtime import celery_internals as internals

folder = Path(os.environ["FOLDER"])
app = make_celery(settings())
app.conf.update(task_acks_late=True, task_reject_on_worker_lost=False, worker_lost_wait=0.5)

def write(name, value):
    part = folder / f"part-{os.getpid()}"
    part.write_text(json.dumps(value))
    part.replace(folder / name)

@signals.worker_process_init.connect
def process_started(**_):
    write(f"index-{os.getpid()}", internals.process_index())

class Observer(bootsteps.StartStopStep):
    requires = {internals.POOL_STEP}
    def __init__(self, worker, **_):
        self.worker = worker
    def start(self, worker):
        internals.on_task_lost(lambda task_id: write("lost", task_id))
        threading.Thread(target=self.observe, daemon=True).start()
    def register_with_event_loop(self, worker, hub):
        internals.check_processes_every(0.2, worker, hub)
    def observe(self):
        while True:
            threads, processes = internals.executes_in_threads(self.worker), internals.process_count(self.worker)
            write("seen", [internals.unfinished_task_ids(), processes, threads])
            time.sleep(0.05)

app.steps["worker"].add(Observer)

@app.task(bind=True, name="endless")
def endless(self, task_id):
    write("running", [os.getpid(), internals.request_id(self.request)])
    threading.Event().wait()
"""


def read(path: Path) -> Any:
    return json.loads(path.read_text()) if path.exists() else None


def indices(folder: Path) -> dict[int, int]:
    """The places of the processes that were started, by their ids."""
    return {int(path.name.partition("-")[2]): read(path) for path in folder.glob("index-*")}


@pytest.fixture(params=["prefork", "threads"])
def pool(request: pytest.FixtureRequest, tmp_path: Path, store: Store, redis_url: str) -> Iterator[str]:
    """A worker of that pool, to which a task was sent."""
    (tmp_path / "observed.py").write_text(WORKER)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{tmp_path}",
        "DOCINSIGHT_REDIS_URL": redis_url,
        "FOLDER": str(tmp_path),
    }
    command = [sys.executable, "-m", "celery", "-A", "observed:app", "worker", "--pool", request.param]
    worker = spawn([*command, "--concurrency", "2", "--without-mingle", "--without-gossip"], environment, cwd=ROOT)
    try:
        app = make_celery(Settings(redis_url=redis_url))
        app.send_task("endless", ["one"], task_id="one", queue=Queue.OCR.value, headers={"request_id": "req-1"})
        yield request.param
    finally:
        stop(worker, ((signal.SIGQUIT, 10.0),) if request.param == "prefork" else ())


def test_a_worker_knows_its_tasks_and_those_whose_process_died(
    pool: str, tmp_path: Path, until: Callable[..., Any]
) -> None:
    process, request_id = until(lambda: read(tmp_path / "running"))
    assert request_id == "req-1"
    until(lambda: read(tmp_path / "seen") == [["one"], 2, pool == "threads"])
    if pool == "prefork":
        places = until(lambda: len(found := indices(tmp_path)) == 2 and found)
        assert set(places.values()) == {0, 1}
        os.kill(process, signal.SIGKILL)
        assert until(lambda: read(tmp_path / "lost")) == "one"
        until(lambda: read(tmp_path / "seen")[0] == [])
        # The process that replaces it has its place.
        (replacing,) = until(lambda: indices(tmp_path).keys() - places.keys())
        assert indices(tmp_path)[replacing] == places[process]
