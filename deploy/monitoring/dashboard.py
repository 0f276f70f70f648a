"""Writes dashboard.json, the dashboard that Grafana shows of the service: ``make docs``.

What every gateway says of the store is taken once, by its maximum; what each process counts is added up.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_suffix(".json")
WIDTH, HEIGHT = 24, 8
"""Of the whole dashboard, and of a graph, in Grafana's units."""
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
RATE = "[$__rate_interval]"


@dataclass(frozen=True)
class Query:
    """An expression, and what its series are called."""

    expression: str
    legend: str


@dataclass(frozen=True)
class Panel:
    """A graph, or a number where it is short. ``unit`` is Grafana's name of it."""

    title: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    stacked: bool = False


def _rate(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate({metric}{RATE}))"


def _quantile(share: float, metric: str, by: str) -> str:
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({metric}_bucket{RATE})))"


def graph(title: str, unit: str, *queries: tuple[str, str], stacked: bool = False) -> Panel:
    """A panel of lines over time."""
    return Panel(title, unit, tuple(Query(*one) for one in queries), stacked=stacked)


def number(title: str, unit: str, expression: str) -> Panel:
    """A panel of one number, as it is now."""
    return Panel(title, unit, (Query(expression, ""),), "stat")


ROWS: tuple[tuple[str, tuple[Panel, ...]], ...] = (
    (
        "Now",
        (
            number("Gateways", "short", 'sum(up{job="docinsight-gateway"})'),
            number("Workers", "short", 'sum(up{job="docinsight-worker"})'),
            number("Store", "percentunit", "max(docinsight_store_fill)"),
            number("Tasks that wait", "short", "sum(max by (queue) (docinsight_queue_depth))"),
            number("Oldest of them", "s", "max(docinsight_queue_oldest_seconds)"),
            number("Requests in error", "percentunit", "docinsight:request_errors:ratio_rate5m"),
            number("Pages in error", "percentunit", "docinsight:page_failures:ratio_rate10m"),
            number("Webhooks given up", "short", "max(docinsight_webhooks_given_up)"),
        ),
    ),
    (
        "Gateway",
        (
            graph("Requests", "reqps", (_rate("docinsight_requests_total", "route, status"), "{{route}} {{status}}")),
            graph(
                "Seconds to a response, 95 of 100",
                "s",
                (_quantile(0.95, "docinsight_request_seconds", "route"), "{{route}}"),
            ),
            graph(
                "Uploads",
                "Bps",
                (f"sum(rate(docinsight_uploaded_bytes_total{RATE}))", "bytes"),
            ),
            graph("Files", "cps", (_rate("docinsight_uploaded_files_total", "media_type"), "{{media_type}}")),
            graph("Clients that wait", "short", ("sum(docinsight_waiting_clients)", "waiting")),
            graph(
                "Memory of gateways",
                "bytes",
                ('process_resident_memory_bytes{job="docinsight-gateway"}', "{{instance}}"),
            ),
        ),
    ),
    (
        "Queues and jobs",
        (
            graph("Tasks that wait", "short", ("max by (queue) (docinsight_queue_depth)", "{{queue}}")),
            graph("Age of the oldest", "s", ("max by (queue) (docinsight_queue_oldest_seconds)", "{{queue}}")),
            graph(
                "Seconds in a queue, 95 of 100",
                "s",
                (_quantile(0.95, "docinsight_task_wait_seconds", "task"), "{{task}}"),
            ),
            graph(
                "Tasks under way and put off",
                "short",
                ("max(docinsight_running_tasks)", "under way"),
                ("max(docinsight_delayed_tasks)", "put off"),
            ),
            graph(
                "Jobs that ended",
                "cps",
                (
                    f"sum by (kind, status) (max without (instance) (rate(docinsight_jobs_total{RATE})))",
                    "{{kind}} {{status}}",
                ),
            ),
            graph(
                "Jobs that failed, by cause",
                "short",
                ('sum by (cause) (max by (kind, cause) (docinsight_jobs_total{status="failed"}))', "{{cause}}"),
            ),
        ),
    ),
    (
        "Workers",
        (
            graph(
                "Pages",
                "cps",
                (_rate("docinsight_pages_total", "source, engine"), "{{source}} {{engine}}"),
                stacked=True,
            ),
            graph(
                "Pages that failed, by cause", "cps", (_rate("docinsight_page_failures_total", "cause"), "{{cause}}")
            ),
            graph(
                "Seconds a second, by stage",
                "s",
                (_rate("docinsight_stage_seconds_sum", "stage"), "{{stage}}"),
                stacked=True,
            ),
            graph(
                "Seconds of a stage, 95 of 100",
                "s",
                (_quantile(0.95, "docinsight_stage_seconds", "stage"), "{{stage}}"),
            ),
            graph(
                "Seconds of a task, 95 of 100", "s", (_quantile(0.95, "docinsight_task_seconds", "task"), "{{task}}")
            ),
            graph("Tasks", "cps", (_rate("docinsight_tasks_total", "task, outcome"), "{{task}} {{outcome}}")),
            graph(
                "Memory",
                "bytes",
                ("sum by (instance, role) (docinsight_worker_resident_memory_bytes)", "{{instance}} {{role}}"),
            ),
            graph(
                "Processes lost, killed and restarted",
                "short",
                (f"sum(increase(docinsight_lost_tasks_total{RATE}))", "tasks whose process ended"),
                (f"sum(increase(docinsight_killed_processes_total{RATE}))", "processes too large"),
                (f"sum(increase(docinsight_worker_restarts_total{RATE}))", "parts restarted"),
            ),
            graph(
                "Sweeps",
                "short",
                (f"sum(increase(docinsight_sweeps_total{RATE}))", "sweeps"),
                (f"sum by (task) (increase(docinsight_swept_tasks_total{RATE}))", "{{task}} published again"),
            ),
            graph("Webhooks", "cps", (_rate("docinsight_webhook_deliveries_total", "outcome"), "{{outcome}}")),
            Panel(
                "What runs",
                "short",
                (
                    Query(
                        "count by (role, version, device, engine, ocr_model, reader_model) (docinsight_worker_info)", ""
                    ),
                ),
                "table",
            ),
        ),
    ),
    (
        "Store",
        (
            graph(
                "Memory",
                "bytes",
                ("max(docinsight_store_memory_bytes)", "used"),
                ("max(docinsight_store_max_memory_bytes)", "limit"),
            ),
            graph("Keys", "short", ("max(docinsight_store_keys)", "keys")),
        ),
    ),
)


def dashboard() -> dict[str, Any]:
    """The whole dashboard, as Grafana imports it."""
    return {
        "uid": "doc-insight",
        "title": "doc-insight",
        "tags": ["doc-insight"],
        "editable": True,
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]},
        "panels": list(_placed()),
    }


def _placed() -> Iterator[dict[str, Any]]:
    ids, y = count(1), 0
    for title, panels in ROWS:
        yield {"id": next(ids), "type": "row", "title": title, "collapsed": False, "panels": []} | _place(
            0, y, WIDTH, 1
        )
        y += 1
        numbers = all(panel.kind == "stat" for panel in panels)
        columns = len(panels) if numbers else 2
        width, height = WIDTH // columns, HEIGHT // 2 if numbers else HEIGHT
        for place, panel in enumerate(panels):
            x, row = place % columns * width, place // columns
            yield {"id": next(ids), **_panel(panel)} | _place(x, y + row * height, width, height)
        y += -(-len(panels) // columns) * height


def _place(x: int, y: int, width: int, height: int) -> dict[str, Any]:
    return {"gridPos": {"x": x, "y": y, "w": width, "h": height}}


def _panel(panel: Panel) -> dict[str, Any]:
    table = panel.kind == "table"
    custom: dict[str, Any] = {}
    if panel.kind == "timeseries":
        custom["fillOpacity"] = 10
        if panel.stacked:
            custom["stacking"] = {"mode": "normal", "group": "A"}
    return {
        "type": panel.kind,
        "title": panel.title,
        "datasource": DATASOURCE,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0, "custom": custom}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + number),
                "datasource": DATASOURCE,
                "expr": query.expression,
                "legendFormat": query.legend or "__auto",
                **({"instant": True, "format": "table"} if table else {}),
            }
            for number, query in enumerate(panel.queries)
        ],
    }


def text() -> str:
    """The file."""
    return json.dumps(dashboard(), indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
    print(f"wrote {TARGET.name}")
