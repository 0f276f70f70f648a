"""The faults. Each is injected at a random instant, and returns which tasks it affected and when it ended.

Recovery is measured on the ledger: the seconds from the fault's end until every task that it affected was done, or
leased again by a living process.
"""

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import redis

from bench.chaos.stack import Held, Stack
from shared.kombu_internals import message_lists
from shared.tasks import Queue

TASK_WAIT_SECONDS = 20
"""For tasks of the wanted kind; then the fault is injected into idle processes."""


@dataclass
class Effect:
    """What a fault did: the tasks it affected and who held them, when it ended, and how to repair what it broke."""

    tasks: dict[str, Held]
    ended_at: float = field(default_factory=time.monotonic)
    repair: Callable[[], None] = lambda: None
    notes: list[str] = field(default_factory=list)


Fault = Callable[[Stack, random.Random], Effect]


def recovery(stack: Stack, effect: Effect, patience: float = 90) -> float | None:
    """Seconds until the affected tasks were done or leased again; None when they were not."""
    left = dict(effect.tasks)
    while left:
        with contextlib.suppress(redis.RedisError):
            now = stack.running_tasks()
            for task, held in list(left.items()):
                exists = stack.redis.exists(f"di:work:{task}")
                if not exists or (task in now and now[task] != held):
                    del left[task]
        if time.monotonic() > effect.ended_at + patience:
            return None
        if left:
            time.sleep(0.02)
    return max(0.0, time.monotonic() - effect.ended_at) if effect.tasks else 0.0


def wait_for_tasks(stack: Stack, rng: random.Random, kinds: tuple[str, ...]) -> dict[str, Held]:
    """Wait for tasks of these kinds, then for a random time. The running tasks then: it may be between two."""
    end = time.monotonic() + TASK_WAIT_SECONDS
    while time.monotonic() < end:
        if any(task.startswith(kinds) for task in stack.running_tasks()):
            break
        time.sleep(0.005)
    time.sleep(rng.random() ** 3)
    return stack.running_tasks()


MAX_ATTEMPTS = 3
"""Of a task; then its process is spared."""

READING, ASKING, ANY = ("open:", "read:", "finish:"), ("ask:",), ("",)


# ---- workers


def child_in_mid_page(stack: Stack, rng: random.Random) -> Effect:
    """A process that reads is killed."""
    return _kill_child(stack, rng, READING, "reading")


def child_in_mid_question(stack: Stack, rng: random.Random) -> Effect:
    """A process that answers is killed."""
    return _kill_child(stack, rng, ASKING, "questions")


def _kill_child(stack: Stack, rng: random.Random, kinds: tuple[str, ...], role: str) -> Effect:
    held = wait_for_tasks(stack, rng, kinds)
    # Not one that dies for the third time: that would count as a page that ends its process, which fails.
    busy = {one.process for task, one in held.items() if task.startswith(kinds) and one.attempts < MAX_ATTEMPTS}
    members = [member for number in range(stack.groups) for member in stack.members(number) if role in member.name]
    children = [child.pid for member in members for child in psutil.Process(member.pid).children()]
    spared = {one.process for one in held.values() if one.attempts >= MAX_ATTEMPTS}
    candidates = sorted(busy & set(children)) or sorted(set(children) - spared)
    if not candidates:
        return Effect({})
    chosen = rng.choice(candidates)
    with contextlib.suppress(ProcessLookupError):
        os.kill(chosen, signal.SIGKILL)
    return Effect({task: one for task, one in held.items() if one.process == chosen})


def celery_worker(stack: Stack, rng: random.Random) -> Effect:
    """A Celery worker's main process is killed; its group starts another."""
    number = rng.randrange(stack.groups)
    held = wait_for_tasks(stack, rng, ANY)
    chosen = rng.choice(stack.members(number))
    family = psutil.Process(chosen.pid).children(recursive=True)
    os.kill(chosen.pid, signal.SIGKILL)
    effect = Effect({task: one for task, one in held.items() if one.worker == chosen.name})

    def repair() -> None:
        _report_orphans(family, effect)
        stack.wait_started(number)

    effect.repair = repair
    return effect


def worker_group(stack: Stack, rng: random.Random) -> Effect:
    """A whole worker group is killed at its root, and is started again later."""
    number = rng.randrange(stack.groups)
    held = wait_for_tasks(stack, rng, ANY)
    return _lose_group(stack, number, held, signal.SIGKILL)


def _lose_group(stack: Stack, number: int, held: dict[str, Held], how: signal.Signals) -> Effect:
    names = {member.name for member in stack.members(number)}
    family = psutil.Process(stack.pid(f"worker-{number}")).children(recursive=True)
    os.kill(stack.pid(f"worker-{number}"), how)
    effect = Effect({task: one for task, one in held.items() if one.worker in names})

    def repair() -> None:
        stack.end(f"worker-{number}", how)
        _report_orphans(family, effect)
        stack.start_group(number)
        stack.wait_started(number)

    effect.repair = repair
    return effect


def _report_orphans(family: list[psutil.Process], effect: Effect) -> None:
    _, alive = psutil.wait_procs(family, timeout=5)
    effect.notes += [f"process {orphan.pid} outlived its worker" for orphan in alive]


def told_to_stop(stack: Stack, rng: random.Random) -> Effect:
    """A worker group gets SIGTERM while tasks run, and is started again later."""
    number = rng.randrange(stack.groups)
    return _lose_group(stack, number, wait_for_tasks(stack, rng, ANY), signal.SIGTERM)


# ---- the gateway


def gateway(stack: Stack, rng: random.Random) -> Effect:
    """The gateway is killed, with uploads under way, and started again."""
    held = wait_for_tasks(stack, rng, ANY)
    stack.end("gateway", signal.SIGKILL)
    stack.start_gateway()
    stack.wait_healthy()
    return Effect(held)


def gateway_between_record_and_response(stack: Stack, _dice: random.Random) -> Effect:
    """The gateway dies when an upload is on record and its client was not told so (`crashing_gateway`)."""
    flag = stack.folder / "crash"
    flag.touch()
    stack.processes_by_name["gateway"].wait(60)
    ended_at = time.monotonic()
    tasks = flag.with_suffix(".tasks").read_text().split()
    stack.start_gateway()
    return Effect({task: Held("", 0, 0) for task in tasks}, ended_at)


# ---- messages


def messages_lost(stack: Stack, rng: random.Random) -> Effect:
    """Messages are gone from their lists, and nobody has begun their tasks."""
    end = time.monotonic() + TASK_WAIT_SECONDS
    lost: dict[str, Held] = {}
    while not lost and time.monotonic() < end:
        for name in (name for queue in Queue for name in message_lists(queue)):
            for message in stack.redis.rpop(name, rng.randint(1, 5)) or ():
                lost[json.loads(message)["headers"]["id"]] = Held("", 0, 0)
        time.sleep(0.005)
    return Effect(lost)


# ---- the store


def store_killed(stack: Stack, rng: random.Random) -> Effect:
    """The store is killed and started again on its append-only file."""
    held = wait_for_tasks(stack, rng, ANY)
    stack.end("store", signal.SIGKILL)
    time.sleep(3 * rng.random())
    stack.start_store()
    return Effect(held)


def store_paused(stack: Stack, rng: random.Random, seconds: float = 30) -> Effect:
    """The store stops answering for 30 s."""
    held = wait_for_tasks(stack, rng, ANY)
    os.kill(stack.pid("store"), signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(stack.pid("store"), signal.SIGCONT)
    return Effect(held)


def connections_cut(stack: Stack, rng: random.Random) -> Effect:
    """Every connection to the store is cut, several times."""
    held = wait_for_tasks(stack, rng, ANY)
    for _ in range(rng.randint(1, 3)):
        for kind in ("normal", "pubsub"):
            stack.redis.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        time.sleep(0.3 * rng.random())
    return Effect(held)


def store_full(stack: Stack, rng: random.Random, seconds: float = 10) -> Effect:
    """The store's memory is full for 10 s."""
    held = wait_for_tasks(stack, rng, ANY)
    stack.redis.config_set("maxmemory", "1mb")
    time.sleep(seconds)
    stack.redis.config_set("maxmemory", str(stack.memory))
    return Effect(held)


FAULTS: dict[str, tuple[Fault, int]] = {
    "child-in-mid-page": (child_in_mid_page, 60),
    "child-in-mid-question": (child_in_mid_question, 40),
    "celery-worker": (celery_worker, 15),
    "worker-group": (worker_group, 15),
    "told-to-stop": (told_to_stop, 15),
    "gateway": (gateway, 20),
    "between-record-and-response": (gateway_between_record_and_response, 10),
    "messages-lost": (messages_lost, 20),
    "store-killed": (store_killed, 15),
    "store-paused": (store_paused, 4),
    "connections-cut": (connections_cut, 40),
    "store-full": (store_full, 8),
}
"""Each fault, and how often a full run repeats it."""
