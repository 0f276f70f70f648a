"""A worker as it is measured: ``python -m bench.scale.bench_worker``, with the arguments of ``python -m worker``.

The product has no such switches: the worker is started here with a Celery application that wraps its own. It is one
Celery worker that takes documents, OCR and questions, or what ``SCALE_QUEUES`` names; pinned to the core of its number
(``--name w3`` to the fourth) where ``SCALE_PIN`` is set; waiting instead of computing where ``SCALE_WAIT_SECONDS`` is.
"""

import os
import re
import sys

from bench.scale.waiting import WAIT_VARIABLE, register

PIN_VARIABLE, QUEUES_VARIABLE = "SCALE_PIN", "SCALE_QUEUES"
QUEUES = "questions,documents,ocr"


def _main() -> None:
    import worker.__main__ as started
    from shared.tasks import Queue
    from worker.runtime.group import Member

    command = Member.command

    def wrapped(self: Member, name: str) -> list[str]:
        return [f"{__spec__.name}:app" if part == "worker.app:app" else part for part in command(self, name)]

    def plan(name: str, queues: list[Queue], processes: int) -> list[Member]:  # noqa: ARG001
        taken = [Queue(queue) for queue in os.environ.get(QUEUES_VARIABLE, QUEUES).split(",")]
        return [Member(f"{name}-all", taken, processes, 1)]

    Member.command = wrapped  # type: ignore[method-assign]
    started.plan = plan
    if PIN_VARIABLE in os.environ:
        number = re.search(r"--name w(\d+)", " ".join(sys.argv))
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(number[1]) % len(cores)]} if number else cores)
    started.main()


if __name__ == "__main__":
    _main()
else:
    if WAIT_VARIABLE in os.environ:
        register()
    from worker.app import app as app
