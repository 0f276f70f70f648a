"""Limits on native code: what exceeds them ends its process, and reports the error before."""

import multiprocessing
import os
import re
import signal
import time
from multiprocessing.connection import Connection

import numpy as np
import pytest

from shared.errors import DocInsightError, OutOfMemory
from worker.runtime import limits
from worker.runtime.limits import Limits

MiB = 1 << 20


def _reporter(connection: Connection):  # type: ignore[no-untyped-def]
    def report(error: DocInsightError) -> None:
        connection.send(error.type)

    return report


def _sleep(connection: Connection) -> None:
    with Limits(0.2, 500 * MiB, _reporter(connection)):
        time.sleep(60)


def _take_longer_in_all(connection: Connection) -> None:
    with Limits(60, 500 * MiB, _reporter(connection), most_seconds=0.2):
        time.sleep(20)


def _grow(connection: Connection) -> None:
    with Limits(60, 200 * MiB, _reporter(connection)):
        kept = []
        while True:
            kept.append(np.ones(5 * MiB, np.uint8))
            time.sleep(0.005)


def _ask_for_too_much(connection: Connection) -> None:
    try:
        with Limits(60, 200 * MiB, _reporter(connection)):
            np.ones(5000 * MiB, np.uint8)
    except OutOfMemory as error:
        connection.send(f"raised {error.type}")
    # The limit is gone with the block.
    connection.send(int(np.ones(600 * MiB, np.uint8)[-1]))


def _hold_the_interpreter(_connection: Connection) -> None:
    limits.REPORT_TIMEOUT_SECONDS = 0.1
    with Limits(0.5, 500 * MiB):
        re.match(r"(a+)+$", "a" * 64 + "b")


def _end(target) -> tuple[list[object], int | None]:  # type: ignore[no-untyped-def]
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there,))
    process.start()
    there.close()
    said = []
    try:
        while True:
            said.append(here.recv())
    except EOFError:
        pass
    process.join(60)
    return said, process.exitcode


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        (_sleep, "/problems/page-timeout"),
        (_take_longer_in_all, "/problems/page-timeout"),
        (_grow, "/problems/out-of-memory"),
    ],
)
def test_what_exceeds_a_limit_ends_its_process_and_reports_the_error(target: object, cause: str) -> None:
    assert _end(target) == ([cause], -signal.SIGKILL)


def test_the_kernel_refuses_memory_far_beyond_the_limit() -> None:
    assert _end(_ask_for_too_much) == (["raised /problems/out-of-memory", 1], 0)


def test_an_alarm_ends_code_that_holds_the_interpreter_lock() -> None:
    assert _end(_hold_the_interpreter) == ([], -signal.SIGALRM)


def _compute(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def _share_a_processor(connection: Connection) -> None:
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    rivals = [multiprocessing.get_context("fork").Process(target=_compute, args=(2,)) for _ in range(4)]
    for rival in rivals:
        rival.start()
    with Limits(0.5, 500 * MiB, _reporter(connection)):
        _compute(0.3)
    connection.send("done")
    for rival in rivals:
        rival.kill()


def test_what_waits_for_a_processor_is_given_its_time() -> None:
    assert _end(_share_a_processor) == (["done"], 0)


def test_what_stays_within_its_limits_is_left_alone() -> None:
    with Limits(60, 200 * MiB):
        total = int(np.ones(20 * MiB, np.uint8).sum(dtype=np.int64))
    assert total == 20 * MiB
