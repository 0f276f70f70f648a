"""The faults. Each injects itself at an instant of the dice's choice, and says what it hurt and when it was over.

Recovery is measured on the ledger: the seconds from the fault's end until every work that was at hand then has
been done, or taken up again by a living process.
"""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import redis

from bench.chaos.stack import Held, Stack

AIM_SECONDS = 20
"""Seconds to wait for work of the wanted kind before the fault strikes idle processes."""


@dataclass
class Injury:
    """What a fault hurt: works and who held them, when it was over, and how to mend what it broke."""

    works: dict[str, Held]
    over: float = field(default_factory=time.monotonic)
    mend: Callable[[], None] = lambda: None
    notes: list[str] = field(default_factory=list)


Fault = Callable[[Stack, random.Random], Injury]


def recovery(stack: Stack, injury: Injury, patience: float = 90) -> float | None:
    """Seconds until what was at hand was done or taken up again; None when it was not."""
    left = dict(injury.works)
    while left:
        with contextlib.suppress(redis.RedisError):
            now = stack.at_hand()
            for work, held in list(left.items()):
                exists = stack.redis.exists(f"di:work:{work}")
                if not exists or (work in now and now[work] != held):
                    del left[work]
        if time.monotonic() > injury.over + patience:
            return None
        if left:
            time.sleep(0.02)
    return max(0.0, time.monotonic() - injury.over) if injury.works else 0.0


def _aim(stack: Stack, dice: random.Random, kinds: tuple[str, ...]) -> dict[str, Held]:
    """Wait for works of these kinds, then a random instant. What is at hand then: it may be between two works."""
    end = time.monotonic() + AIM_SECONDS
    while time.monotonic() < end:
        if any(work.startswith(kinds) for work in stack.at_hand()):
            break
        time.sleep(0.005)
    time.sleep(dice.random() ** 3)
    return stack.at_hand()


MOST_TRIES = 3
"""Tries of a work from which on its process is spared."""

READING, ASKING, ANY = ("open:", "read:", "finish:"), ("ask:",), ("",)


# ---- workers


def child_in_mid_page(stack: Stack, dice: random.Random) -> Injury:
    """A process that reads is killed."""
    return _kill_child(stack, dice, READING, "reading")


def child_in_mid_question(stack: Stack, dice: random.Random) -> Injury:
    """A process that answers is killed."""
    return _kill_child(stack, dice, ASKING, "questions")


def _kill_child(stack: Stack, dice: random.Random, kinds: tuple[str, ...], role: str) -> Injury:
    held = _aim(stack, dice, kinds)
    # Not one whose third death it would be: that is what poison looks like, and is given up.
    busy = {one.process for work, one in held.items() if work.startswith(kinds) and one.tries < MOST_TRIES}
    members = [member for number in range(stack.groups) for member in stack.members(number) if role in member.name]
    children = [child.pid for member in members for child in psutil.Process(member.pid).children()]
    spared = {one.process for one in held.values() if one.tries >= MOST_TRIES}
    candidates = sorted(busy & set(children)) or sorted(set(children) - spared)
    if not candidates:
        return Injury({})
    victim = dice.choice(candidates)
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    return Injury({work: one for work, one in held.items() if one.process == victim})


def celery_worker(stack: Stack, dice: random.Random) -> Injury:
    """A Celery worker's main process is killed; its group starts another."""
    number = dice.randrange(stack.groups)
    held = _aim(stack, dice, ANY)
    victim = dice.choice(stack.members(number))
    family = psutil.Process(victim.pid).children(recursive=True)
    os.kill(victim.pid, signal.SIGKILL)
    injury = Injury({work: one for work, one in held.items() if one.worker == victim.name})

    def mend() -> None:
        _look_for_orphans(family, injury)
        stack.wait_started(number)

    injury.mend = mend
    return injury


def worker_group(stack: Stack, dice: random.Random) -> Injury:
    """A whole worker group is killed at its root, and is started again later."""
    number = dice.randrange(stack.groups)
    held = _aim(stack, dice, ANY)
    return _lose_group(stack, number, held, signal.SIGKILL)


def _lose_group(stack: Stack, number: int, held: dict[str, Held], how: signal.Signals) -> Injury:
    names = {member.name for member in stack.members(number)}
    family = psutil.Process(stack.pid(f"worker-{number}")).children(recursive=True)
    os.kill(stack.pid(f"worker-{number}"), how)
    injury = Injury({work: one for work, one in held.items() if one.worker in names})

    def mend() -> None:
        stack.end(f"worker-{number}", how)
        _look_for_orphans(family, injury)
        stack.start_group(number)
        stack.wait_started(number)

    injury.mend = mend
    return injury


def _look_for_orphans(family: list[psutil.Process], injury: Injury) -> None:
    _, alive = psutil.wait_procs(family, timeout=5)
    injury.notes += [f"process {orphan.pid} outlived its worker" for orphan in alive]


def told_to_stop(stack: Stack, dice: random.Random) -> Injury:
    """A worker group gets SIGTERM in mid-work, and is started again later."""
    number = dice.randrange(stack.groups)
    return _lose_group(stack, number, _aim(stack, dice, ANY), signal.SIGTERM)


# ---- the gateway


def gateway(stack: Stack, dice: random.Random) -> Injury:
    """The gateway is killed, with uploads under way, and started again."""
    held = _aim(stack, dice, ANY)
    stack.end("gateway", signal.SIGKILL)
    stack.start_gateway()
    stack.wait_healthy()
    return Injury(held)


def gateway_between_record_and_message(stack: Stack, _dice: random.Random) -> Injury:
    """The gateway dies when an upload is on record and its messages are not sent yet (`forgetful`)."""
    flag = stack.folder / "forget"
    flag.touch()
    stack.processes_by_name["gateway"].wait(60)
    over = time.monotonic()
    works = flag.with_suffix(".works").read_text().split()
    stack.start_gateway()
    return Injury({work: Held("", 0, 0) for work in works}, over)


# ---- the store


def store_killed(stack: Stack, dice: random.Random) -> Injury:
    """The store is killed and started again on its append-only file."""
    held = _aim(stack, dice, ANY)
    stack.end("store", signal.SIGKILL)
    time.sleep(3 * dice.random())
    stack.start_store()
    return Injury(held)


def store_paused(stack: Stack, dice: random.Random, seconds: float = 30) -> Injury:
    """The store stops answering for 30 s."""
    held = _aim(stack, dice, ANY)
    os.kill(stack.pid("store"), signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(stack.pid("store"), signal.SIGCONT)
    return Injury(held)


def connections_cut(stack: Stack, dice: random.Random) -> Injury:
    """Every connection to the store is cut, several times."""
    held = _aim(stack, dice, ANY)
    for _ in range(dice.randint(1, 3)):
        for kind in ("normal", "pubsub"):
            stack.redis.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        time.sleep(0.3 * dice.random())
    return Injury(held)


def store_full(stack: Stack, dice: random.Random, seconds: float = 10) -> Injury:
    """The store's memory is full for 10 s."""
    held = _aim(stack, dice, ANY)
    stack.redis.config_set("maxmemory", "1mb")
    time.sleep(seconds)
    stack.redis.config_set("maxmemory", str(stack.memory))
    return Injury(held)


FAULTS: dict[str, tuple[Fault, int]] = {
    "child-in-mid-page": (child_in_mid_page, 60),
    "child-in-mid-question": (child_in_mid_question, 40),
    "celery-worker": (celery_worker, 15),
    "worker-group": (worker_group, 15),
    "told-to-stop": (told_to_stop, 15),
    "gateway": (gateway, 20),
    "between-record-and-message": (gateway_between_record_and_message, 10),
    "store-killed": (store_killed, 15),
    "store-paused": (store_paused, 4),
    "connections-cut": (connections_cut, 40),
    "store-full": (store_full, 8),
}
"""Each fault, and how often a full run repeats it."""
