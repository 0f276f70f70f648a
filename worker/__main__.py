"""Run a worker: ``python -m worker --help``."""

import argparse
import os
import sys

from shared.logs import configure_logging
from shared.settings import MiB, settings
from shared.startup import check_machine, checked_settings
from shared.tasks import Queue
from worker.runtime.group import Member, run

WEBHOOK_CONCURRENCY = 64
"""Receivers that may be slow at the same time without holding up the others: half of them those of one client."""
IMAGES_BASE_MEMORY = 256 * MiB
"""Of a process that renders images, beside the page."""


def main() -> None:
    """Parse the arguments and run until asked to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m worker",
        description="Run a worker of doc-insight. Questions get a process of their own, so that answers never wait "
        "for pages, and so do images of pages, which every worker renders that takes questions. So do webhooks, if "
        "they are configured.",
    )
    every = ",".join(queue.value for queue in Queue)
    parser.add_argument("--queues", default=every, help=f"queues to take tasks from, separated by commas ({every})")
    parser.add_argument("--processes", type=int, default=1, help="processes that read documents (1)")
    parser.add_argument("--name", default="worker", help="a name for logs and for Flower (worker)")
    arguments = parser.parse_args()
    queues = [Queue(name.strip()) for name in arguments.queues.split(",") if name.strip()]
    configured = checked_settings()
    members = plan(arguments.name, queues, max(1, arguments.processes))
    if not members:
        parser.error("there is nothing to do: webhooks need DOCINSIGHT_WEBHOOK_SECRET")
    configure_logging(configured)
    check_machine(configured)
    sys.exit(run(members))


def plan(name: str, queues: list[Queue], processes: int) -> list[Member]:
    """The Celery workers that make up this worker."""
    cores = len(os.sched_getaffinity(0))
    threads = settings().threads or max(1, cores // processes)
    reading = [queue for queue in queues if queue in (Queue.DOCUMENTS, Queue.OCR)]
    members = []
    if reading:
        members.append(Member(f"{name}-reading", reading, processes, threads))
    if Queue.QUESTIONS in queues:
        members.append(Member(f"{name}-questions", [Queue.QUESTIONS], 1, settings().threads or cores))
    # Before they had a queue of their own, who took questions rendered them.
    if Queue.IMAGES in queues or Queue.QUESTIONS in queues:
        memory = settings().page_memory + IMAGES_BASE_MEMORY
        members.append(Member(f"{name}-images", [Queue.IMAGES], 1, 1, memory=memory))
    if Queue.WEBHOOKS in queues and settings().webhook_secret is not None:
        members.append(Member(f"{name}-webhooks", [Queue.WEBHOOKS], WEBHOOK_CONCURRENCY, 1, pool="threads"))
    return members


if __name__ == "__main__":
    main()
