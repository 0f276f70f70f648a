"""A worker whose processes crash, hang or grow as a page's text asks: ``python -m bench.chaos.poisoned_worker``.

The product has no such switch: the worker is started here with a Celery application that wraps its own.
"""

import os
import re
import signal
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from celery import signals

KINDS = ("crash", "hang", "spin", "memory")
_TOLD = re.compile(rf"Poison ({'|'.join(KINDS)}) Poison")


def _do(kind: str) -> None:
    if kind == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    while kind == "hang":
        time.sleep(1)
    if kind == "spin":
        re.match(r"(a+)+$", "a" * 64 + "b")
    kept = []
    while kind == "memory":
        kept.append(np.ones(8 << 20, np.uint8))
        time.sleep(0.005)


def _telling(read: Callable[..., Any]) -> Callable[..., Any]:
    def reading(*arguments: Any) -> Any:
        page = read(*arguments)
        told = _TOLD.search(page.text) if page is not None else None
        if told:
            _do(told[1])
        return page

    return reading


@signals.worker_process_init.connect  # type: ignore[untyped-decorator]
def _poison(**_: Any) -> None:
    from worker.tasks import opening, read

    for room, name in ((opening, "extract_text"), (read, "extract_page")):
        setattr(room, name, _telling(getattr(room, name)))


def _main() -> None:
    from worker.__main__ import main
    from worker.runtime.group import Member

    command = Member.command

    def poisoned(self: Member, name: str) -> list[str]:
        return [f"{__spec__.name}:app" if part == "worker.app:app" else part for part in command(self, name)]

    Member.command = poisoned  # type: ignore[method-assign]
    main()


if __name__ == "__main__":
    _main()
else:
    from worker.app import app as app
