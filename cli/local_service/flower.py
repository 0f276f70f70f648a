"""Flower, on the queue alone, without the tasks' code: ``python -m cli.local_service.flower PORT``.

Its user and password are in the environment variable FLOWER_BASIC_AUTH, which other users of the machine cannot see.
"""

import sys

from shared.flower_internals import protect_metrics
from shared.queue import make_celery
from shared.startup import checked_settings


def main() -> None:
    """Run Flower on loopback until asked to stop."""
    (port,) = sys.argv[1:]
    settings = checked_settings()
    protect_metrics()
    make_celery(settings).start(["--quiet", "flower", "--address=127.0.0.1", f"--port={port}", "--logging=error"])


if __name__ == "__main__":
    main()
