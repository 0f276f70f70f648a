"""Flower, on the queue alone, without the tasks' code: ``python -m cli.local_service.flower PORT``.

Its user and password are in the environment variable FLOWER_BASIC_AUTH, which other users of the machine cannot see.
"""

import sys

from shared.queue import make_celery
from shared.startup import checked_settings


def main() -> None:
    """Run Flower on loopback until asked to stop."""
    (port,) = sys.argv[1:]
    make_celery(checked_settings()).start(
        ["--quiet", "flower", "--address=127.0.0.1", f"--port={port}", "--logging=error"]
    )


if __name__ == "__main__":
    main()
