"""Metrics of the store, and of the queues, jobs and workers as the store has them.

Every gateway gives the same ones: among several, take their maximum.
"""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.store.state import State
from shared.tasks import Queue


class StoreMetrics(Collector):
    """What the last look at the store came to; `docinsight_store_up` alone while it does not answer."""

    def __init__(self, fill_limit: float) -> None:
        self._fill_limit = fill_limit
        self.state: State | None = None

    def collect(self) -> Iterator[Metric]:
        """Every metric of the state."""
        yield GaugeMetricFamily("docinsight_store_up", "1 while the store answers.", float(self.state is not None))
        if self.state is not None:
            yield from self._of_store(self.state)
            yield from _of_queues(self.state)
            yield _ended_jobs(self.state)

    def _of_store(self, state: State) -> Iterator[Metric]:
        fill = state.memory / state.max_memory if state.max_memory else 0.0
        for name, says, value in (
            ("store_fill", "Share of the store's memory limit in use, 0 without a limit.", fill),
            ("store_fill_limit", "Share of it above which uploads are refused.", self._fill_limit),
            ("store_memory_bytes", "Memory that the store uses.", state.memory),
            ("store_max_memory_bytes", "Memory that the store may use, 0 for any.", state.max_memory),
            ("store_keys", "Keys in the store.", state.keys),
            ("workers", "Workers alive.", len(state.workers)),
            ("running_tasks", "Tasks that workers are doing.", state.running),
            ("delayed_tasks", "Tasks that are put off to a later time.", state.put_off),
            ("webhooks_given_up", "Webhooks that were given up and are still on record.", state.abandoned_webhooks),
        ):
            yield GaugeMetricFamily(f"docinsight_{name}", says, float(value))


def _of_queues(state: State) -> Iterator[Metric]:
    depth = GaugeMetricFamily("docinsight_queue_depth", "Tasks that wait.", labels=("queue",))
    age = GaugeMetricFamily(
        "docinsight_queue_oldest_seconds", "Age of the task that has waited longest.", labels=("queue",)
    )
    workers = GaugeMetricFamily(
        "docinsight_queue_workers", "Workers alive that take tasks of the queue.", labels=("queue",)
    )
    for queue in Queue:
        depth.add_metric([queue], state.depths[queue])
        age.add_metric([queue], state.ages[queue])
        workers.add_metric([queue], sum(queue in one.queues for one in state.workers))
    yield from (depth, age, workers)


def _ended_jobs(state: State) -> Metric:
    ended = CounterMetricFamily(
        "docinsight_jobs", "Jobs that have ended, each once.", labels=("kind", "status", "cause")
    )
    for end, count in state.ended_jobs.items():
        ended.add_metric(end, count)
    return ended
