"""How one machine is shared out among the processes of the whole service."""

from dataclasses import dataclass

from shared.machine import GiB, Machine


@dataclass(frozen=True, slots=True)
class Shares:
    """How a machine is shared out: processes that read, threads of each, and the store's memory in bytes."""

    processes: int
    threads: int
    store_memory: int


def share(machine: Machine, *, processes: int | None = None, store_memory: int | None = None) -> Shares:
    """Share a machine out: a reading process a core while memory lasts. ``store_memory`` 0: no store runs here."""
    store = min(max(machine.memory // 4, GiB // 4), 8 * GiB) if store_memory is None else store_memory
    # A reading process with its models and a page in memory; the gateway, the answering process and Flower.
    each, others = 3 * GiB // 2, GiB
    fitting = (machine.free - store - others) // each
    count = processes or max(1, min(machine.cores, fitting))
    return Shares(count, max(1, machine.cores // count), store)
