"""What this process may use of the machine: cores and memory, as affinity and control groups (v1, v2) grant them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

GiB = 1 << 30


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores, and bytes of memory: all that is granted, and what of it is free now."""

    cores: int
    memory: int
    free: int


def this_machine(root: Path = Path("/")) -> Machine:
    """What is granted here. ``root`` is the folder of ``/proc`` and ``/sys``."""
    memory = psutil.virtual_memory()
    limit = min([memory.total, *_memory_limits(root)])
    cores = min([len(os.sched_getaffinity(0)), *_quotas(root)])
    return Machine(max(1, cores), limit, min(memory.available, limit))


def _memory_limits(root: Path) -> Iterator[int]:
    for folder in _folders(root, "memory"):
        # v2 says "max" where there is no limit; v1 a number above any memory.
        for name in ("memory.max", "memory.limit_in_bytes"):
            text = _read(folder / name)
            if text.isdigit():
                yield int(text)


def _quotas(root: Path) -> Iterator[int]:
    """Whole cores that the bandwidth limits grant, at least one."""
    for folder in _folders(root, "cpu"):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if not quota:
            quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit():
            yield max(1, int(quota) // int(period))


def _folders(root: Path, controller: str) -> Iterator[Path]:
    """The folders of this process' control group and of all above it, whose limits apply, too."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0" and not controllers:
            top = root / "sys/fs/cgroup"
        elif controller in controllers.split(","):
            top = root / "sys/fs/cgroup" / controller
        else:
            continue
        # In a container the path may be the host's, and the mount already this group: then only the top exists.
        folder = top / path.lstrip("/")
        while folder != top:
            yield folder
            folder = folder.parent
        yield top


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
