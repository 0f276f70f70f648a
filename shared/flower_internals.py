"""What the project changes in Flower, which has no setting for it.

tests/cli/test_flower.py fails when Flower changes it.
"""

from importlib import import_module
from typing import Any


def protect_metrics() -> None:
    """Have Flower's metrics ask for the password, as its other pages do: they name workers and tasks."""
    # Where only the gateway or a worker runs, Flower is not installed.
    metrics: Any = import_module("flower.views.monitor").Metrics
    metrics.get = import_module("tornado.web").authenticated(metrics.get)
