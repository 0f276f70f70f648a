"""What a machine lacks is said before anything is loaded that would end without a word."""

import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shared import machine_check
from shared.machine_check import lacks
from shared.settings import Settings
from tests.processes import ROOT

OLD = "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat mmx fxsr sse sse2 ht syscall nx lm pni cx16"
ENOUGH = f"{OLD} ssse3 sse4_1 sse4_2 popcnt lahf_lm"

on_x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the flags are those of x86-64")


@pytest.fixture
def root(tmp_path: Path) -> Callable[..., Path]:
    """A file system whose processor has these flags, and whose control group grants so many bytes."""

    def make(flags: str = ENOUGH, memory: str = "max") -> Path:
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/cgroup").write_text("0::/\n")
        (tmp_path / "proc/cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\nFeatures\t: asimd\n")
        (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
        (tmp_path / "sys/fs/cgroup/memory.max").write_text(memory)
        return tmp_path

    return make


def parts(found: list[machine_check.Lack], *, fatal: bool) -> list[str]:
    return [one.part for one in found if one.fatal is fatal]


@on_x86
def test_a_processor_that_the_engines_would_die_on_is_named(root: Callable[..., Path]) -> None:
    (processor,) = [one for one in lacks(Settings(), root(OLD)) if one.part == "processor"]
    assert processor.fatal
    assert "sse4_2" in processor.sentence


@on_x86
def test_a_processor_without_avx_is_enough(root: Callable[..., Path]) -> None:
    assert "processor" not in [one.part for one in lacks(Settings(), root(ENOUGH))]


def test_too_little_memory_is_a_warning(root: Callable[..., Path]) -> None:
    assert "memory" in parts(lacks(Settings(), root(memory=str(500 << 20))), fatal=False)


def test_a_full_disk_is_a_warning_and_one_that_is_closed_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "disk" in parts(lacks(Settings(file_cache=1 << 60)), fatal=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert "disk" in parts(lacks(Settings()), fatal=True)


def test_shared_memory_without_semaphores_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(multiprocessing.get_context("fork"), "Lock", refused, raising=False)
    assert "shared memory" in parts(lacks(Settings()), fatal=True)


def test_a_clock_of_years_ago_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_check.time, "time", lambda: 0.0)
    assert "clock" in parts(lacks(Settings()), fatal=False)


@pytest.mark.parametrize("command", [["worker"], ["cli", "up"]])
def test_nothing_starts_where_it_could_not_run(tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "missing"
    code = (
        f"import tempfile, runpy, sys; tempfile.tempdir = {str(missing)!r}; sys.argv = {command!r}; "
        f"runpy.run_module({command[0]!r}, run_name='__main__')"
    )
    environment = {
        **os.environ,
        "DOCINSIGHT_STATE": str(tmp_path / "state"),
        "DOCINSIGHT_REDIS_URL": "redis://127.0.0.1:1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "set TMPDIR" in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_an_office_program_that_is_asked_for_and_absent_is_fatal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "office" not in parts(lacks(Settings()), fatal=True)
    (lack,) = [one for one in lacks(Settings(office="libreoffice")) if one.part == "office"]
    assert lack.fatal
    assert "DOCINSIGHT_OFFICE" in lack.sentence
