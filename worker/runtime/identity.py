"""Which worker a process belongs to, from environment variables."""

import os
from collections.abc import Sequence

_NAME = "DOCINSIGHT_WORKER"
_QUEUES = "DOCINSIGHT_WORKER_QUEUES"


def environment(name: str, queues: Sequence[str]) -> dict[str, str]:
    """The variables for the processes of a worker."""
    return {_NAME: name, _QUEUES: ",".join(queues)}


def worker_name() -> str:
    """The name under which this worker holds leases; no worker before or beside it has had it."""
    return os.environ[_NAME]


def worker_queues() -> tuple[str, ...]:
    """The queues that this worker takes tasks from."""
    return tuple(os.environ.get(_QUEUES, "").split(","))
