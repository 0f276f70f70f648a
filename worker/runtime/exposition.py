"""The metrics of a worker on a port of their own: what its processes have counted, and the processes themselves.

The worker's own process reads what all others have written to files (`worker.metrics`), so that one scrape is of the
whole worker, whichever process did the work, and nothing is asked of the store.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import psutil
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from shared import __version__
from shared.metrics_server import serving
from shared.settings import Settings
from worker.metrics import FOLDER_VARIABLE
from worker.runtime.capabilities import Capabilities


@dataclass(frozen=True, slots=True)
class MemberState:
    """A member of the worker's group as it is now: its process, none where it is being started; what it can do, none
    until its models are warm; and how often it was started."""

    role: str
    process: int | None
    capabilities: Capabilities | None
    starts: int


class MemberOfGroup(Protocol):
    """What is asked of each member."""

    def state(self) -> MemberState:
        """Its present state. For any thread."""
        ...


class WorkerMetrics(Collector):
    """The metrics of a worker's members, whose files are in folders of their roles under ``folder``."""

    def __init__(self, folder: Path, members: Sequence[MemberOfGroup]) -> None:
        self._folder, self._members = folder, members

    def collect(self) -> Iterator[Metric]:
        """What all processes have counted, and what they are."""
        written = [str(path) for path in self._folder.glob("*/*.db")]
        yield from MultiProcessCollector.merge(written)  # type: ignore[no-untyped-call]
        yield from _of_members([member.state() for member in self._members])


def environment(folder: Path | None, role: str) -> dict[str, str]:
    """The variables that have the processes of a role write their metrics under ``folder``; none: nowhere."""
    if folder is None:
        return {}
    own = folder / role
    own.mkdir(exist_ok=True)
    return {FOLDER_VARIABLE: str(own)}


@contextmanager
def exposed(settings: Settings, folder: Path, members: Sequence[MemberOfGroup]) -> Iterator[None]:
    """Serve the metrics on the port that the settings name. Raises OSError where it cannot be opened."""
    registry = CollectorRegistry()
    registry.register(WorkerMetrics(folder, members))
    render = partial(generate_latest, registry)
    with serving(render, settings.metrics_host, settings.metrics_port, settings.metrics_keys):
        yield


def _of_members(states: Iterable[MemberState]) -> Iterator[Metric]:
    info = InfoMetricFamily(
        "docinsight_worker", "What a worker's processes run: the version, and the models that they have loaded."
    )
    restarts = CounterMetricFamily("docinsight_worker_restarts", "Restarts of a role's main process.", labels=["role"])
    processes = GaugeMetricFamily("docinsight_worker_processes", "Processes of a role.", labels=["role"])
    memory = GaugeMetricFamily(
        "docinsight_worker_resident_memory_bytes", "Resident memory of all processes of a role.", labels=["role"]
    )
    for state in states:
        restarts.add_metric([state.role], max(0, state.starts - 1))
        sizes = list(_resident(state.process))
        processes.add_metric([state.role], len(sizes))
        memory.add_metric([state.role], sum(sizes))
        if (able := state.capabilities) is not None:
            models = {f"{use}_model": model for use, model in able.models.items()}
            row = {"role": state.role, "version": __version__, "device": able.device, "engine": able.engine, **models}
            info.add_metric([], row)
    yield from (info, restarts, processes, memory)


def _resident(process: int | None) -> Iterator[int]:
    """Resident bytes of a process and of all that it started."""
    if process is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        main = psutil.Process(process)
        for one in (main, *main.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                yield one.memory_info().rss
