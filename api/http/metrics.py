"""Metrics of the gateway, and of the queues as the store has them, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The metrics of one gateway process. Their paths are patterns of routes, never ids."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.requests = Counter(
            "docinsight_requests", "Requests that were responded to.", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "docinsight_request_seconds",
            "Seconds to the start of the response, including the wait that the client asked for.",
            ("method", "route"),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=registry,
        )
        self.uploaded = Counter("docinsight_uploaded_bytes", "Bytes of accepted files.", registry=registry)
        self.waiting = Gauge("docinsight_waiting_clients", "Clients that wait for a change.", registry=registry)
        self.up = Gauge("docinsight_store_up", "1 while the store answers.", registry=registry)
        self.fill = Gauge("docinsight_store_fill", "Share of the store's memory limit in use.", registry=registry)
        self.workers = Gauge("docinsight_workers", "Workers alive.", registry=registry)
        self.depth = Gauge("docinsight_queue_depth", "Tasks that wait.", ("queue",), registry=registry)
        self.age = Gauge(
            "docinsight_queue_oldest_seconds", "Age of the task that has waited longest.", ("queue",), registry=registry
        )
        self.undelivered = Gauge(
            "docinsight_webhooks_given_up", "Webhooks that were given up and are still on record.", registry=registry
        )

    def render(self) -> bytes:
        """All metrics in the text format."""
        return generate_latest(self._registry)
