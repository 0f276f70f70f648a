"""What a process may use of the machine."""

from pathlib import Path

import psutil
import pytest

from cli.local_service.shares import share
from shared.machine import GiB, Machine, this_machine

TOTAL = psutil.virtual_memory().total


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A file system with nothing that limits."""
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/\n")
    return tmp_path


def group(root: Path, path: str, **files: str) -> None:
    folder = root / "sys/fs/cgroup" / path
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text + "\n")


def test_without_a_control_group_the_whole_machine_counts(root: Path) -> None:
    assert this_machine(root).memory == TOTAL


def test_limits_of_a_version_2_group_hold(root: Path) -> None:
    group(root, "", memory__max="268435456", cpu__max="100000 100000")
    machine = this_machine(root)
    assert (machine.memory, machine.cores) == (GiB // 4, 1)
    assert machine.free <= machine.memory


def test_a_limit_of_a_group_above_applies_too(root: Path) -> None:
    (root / "proc/self/cgroup").write_text("0::/user.slice/app.scope\n")
    group(root, "user.slice", memory__max="536870912")
    group(root, "user.slice/app.scope", memory__max="max", cpu__max="max 100000")
    assert this_machine(root).memory == GiB // 2


def test_limits_of_version_1_groups_hold(root: Path) -> None:
    (root / "proc/self/cgroup").write_text("4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n")
    # In a container the mount is the group itself, and the path of /proc does not exist below it.
    group(root, "memory", memory__limit_in_bytes="134217728")
    group(root, "cpu", cpu__cfs_quota_us="100000", cpu__cfs_period_us="100000")
    machine = this_machine(root)
    assert (machine.memory, machine.cores) == (GiB // 8, 1)


def test_the_unlimited_of_version_1_is_no_limit(root: Path) -> None:
    (root / "proc/self/cgroup").write_text("4:memory:/\n3:cpu:/\n")
    group(root, "memory", memory__limit_in_bytes="9223372036854771712")
    group(root, "cpu", cpu__cfs_quota_us="-1", cpu__cfs_period_us="100000")
    assert this_machine(root).memory == TOTAL


def test_less_than_a_core_is_still_one(root: Path) -> None:
    group(root, "", cpu__max="20000 100000")
    assert this_machine(root).cores == 1


@pytest.mark.parametrize(
    ("cores", "gigabytes", "processes", "threads"),
    [(4, 24, 4, 1), (8, 64, 8, 1), (8, 8, 3, 2), (16, 16, 7, 2), (2, 4, 1, 2), (1, 1, 1, 1)],
)
def test_processes_are_as_many_as_cores_and_memory_allow(
    cores: int, gigabytes: int, processes: int, threads: int
) -> None:
    shares = share(Machine(cores, gigabytes * GiB, gigabytes * GiB))
    assert (shares.processes, shares.threads) == (processes, threads)


def test_without_a_store_here_its_memory_is_there_for_reading() -> None:
    machine = Machine(8, 8 * GiB, 8 * GiB)
    assert share(machine, store_memory=0).processes > share(machine).processes


def test_given_numbers_override_those_computed() -> None:
    shares = share(Machine(8, 64 * GiB, 64 * GiB), processes=2, store_memory=GiB)
    assert (shares.processes, shares.threads, shares.store_memory) == (2, 4, GiB)
