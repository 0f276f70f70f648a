"""Runs Flower behind a password, which is made up and shown in the log if none is set."""

import os
import secrets
import sys

from shared.flower_internals import protect_metrics
from shared.queue import make_celery
from shared.startup import checked_settings

USER = "docinsight"


def main() -> None:
    """Run Flower until asked to stop."""
    password = os.environ.get("FLOWER_PASSWORD", "")
    if not password:
        password = secrets.token_urlsafe(18)
        print(f"Flower: user {USER}, password {password} (set FLOWER_PASSWORD to keep one)", file=sys.stderr)
    # In the environment, since a list of processes shows arguments.
    os.environ["FLOWER_BASIC_AUTH"] = f"{USER}:{password}"
    settings = checked_settings()
    protect_metrics()
    make_celery(settings).start(["--quiet", "flower", "--address=0.0.0.0", "--port=5555", "--logging=warning"])


if __name__ == "__main__":
    main()
