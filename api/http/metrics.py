"""Metrics of the gateway, for Prometheus."""

import platform

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from api.http.store_metrics import StoreMetrics
from shared import __version__
from shared.settings import Settings

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The metrics of one gateway process. Their paths are patterns of routes, never ids."""

    def __init__(self, settings: Settings) -> None:
        # When each series began: nobody asks, and it would double their number.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        build = Info("docinsight_build", "The version that runs.", registry=registry)
        build.info({"version": __version__, "python": platform.python_version()})
        self._requests = Counter(
            "docinsight_requests", "Requests that were responded to.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "docinsight_request_seconds",
            "Seconds to the start of the response, including the wait that the client asked for.",
            ("method", "route"),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=registry,
        )
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.files = Counter("docinsight_uploaded_files", "Accepted files.", ("media_type",), registry=registry)
        self.uploaded = Counter("docinsight_uploaded_bytes", "Bytes of accepted files.", registry=registry)
        self.waiting = Gauge("docinsight_waiting_clients", "Clients that wait for a change.", registry=registry)
        self.store = StoreMetrics(settings.store_fill_limit)
        registry.register(self.store)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request whose response begins, ``seconds`` after it came."""
        key = (method, route, status)
        found = self._children.get(key)
        if found is None:
            counter, histogram = self._requests.labels(method, route, status), self._seconds.labels(method, route)
            found = self._children[key] = (counter, histogram)
        found[0].inc()
        found[1].observe(seconds)

    def render(self) -> bytes:
        """All metrics in the text format."""
        return generate_latest(self._registry)
