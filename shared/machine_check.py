"""What a machine lacks, looked at before anything is loaded that would end without a word for want of it."""

import multiprocessing
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shared.files import office97
from shared.machine import GiB, Machine, this_machine
from shared.settings import Settings

MIN_MEMORY_BYTES = GiB
"""What a worker with its models and a small page takes."""
RELEASED = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""No machine on which this release runs can be before it."""

_CPU_FEATURES = {
    # What numpy, OpenCV, ONNX Runtime and OpenVINO are compiled for: x86-64-v2. With less they end by SIGILL as they
    # are imported. AVX and later are chosen at run time.
    "x86_64": ("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"),
    "aarch64": ("asimd",),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """What is lacking, in a sentence that says what to do. ``fatal``: a worker cannot run."""

    part: str
    sentence: str
    fatal: bool


def lacks(settings: Settings, root: Path = Path("/")) -> list[Lack]:
    """What this machine lacks to run a worker. ``root`` is the folder of ``/proc`` and ``/sys``."""
    return [
        *_processor(root, platform.machine()),
        *_memory(this_machine(root)),
        *_semaphores(),
        *_disk(Path(tempfile.gettempdir()), settings.file_cache),
        *_clock(time.time()),
        *_office(settings),
    ]


def _processor(root: Path, architecture: str) -> Iterator[Lack]:
    needed = _CPU_FEATURES.get(architecture)
    if needed is None:
        yield Lack("processor", f"{architecture} is no processor that the engines are made for.", fatal=True)
        return
    flags = _flags(root)
    missing = [feature for feature in needed if feature not in flags]
    # Where the kernel says nothing, nothing can be said.
    if flags and missing:
        sentence = (
            f"The processor, or the virtual machine's model of it, lacks {', '.join(missing)}, which the engines need. "
            "Give the virtual machine the host's processor (x86-64-v2 or later), or take another machine."
        )
        yield Lack("processor", sentence, fatal=True)


def _flags(root: Path) -> set[str]:
    try:
        lines = (root / "proc/cpuinfo").read_text().splitlines()
    except OSError:
        return set()
    row = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return set(row.partition(":")[2].split())


def _memory(machine: Machine) -> Iterator[Lack]:
    if machine.memory < MIN_MEMORY_BYTES:
        yield Lack(
            "memory",
            f"{machine.memory / GiB:.1f} GiB of memory are granted; a worker needs {MIN_MEMORY_BYTES / GiB:.0f} GiB "
            "at least, and 3 GiB for OCR.",
            fatal=False,
        )
    elif machine.free < MIN_MEMORY_BYTES:
        sentence = f"{machine.free / GiB:.1f} GiB of memory are free; processes may be killed. OCR needs 3 GiB."
        yield Lack("memory", sentence, fatal=False)


def _semaphores() -> Iterator[Lack]:
    """The processes of a worker share semaphores, which the C library makes in /dev/shm."""
    try:
        multiprocessing.get_context("fork").Lock()
    except OSError:
        sentence = "No semaphore can be made; is /dev/shm missing, full or not writable? Mount a tmpfs there."
        yield Lack("shared memory", sentence, fatal=True)


def _disk(folder: Path, wanted: int) -> Iterator[Lack]:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError:
        sentence = f"{folder} cannot be written to, where documents are kept while they are read; set TMPDIR."
        yield Lack("disk", sentence, fatal=True)
        return
    if free < wanted:
        sentence = (
            f"{free / GiB:.1f} GiB are free in {folder}, and documents may take {wanted / GiB:.1f} there: "
            "free some, set TMPDIR to another folder, or set a smaller DOCINSIGHT_FILE_CACHE."
        )
        yield Lack("disk", sentence, fatal=False)


def _clock(now: float) -> Iterator[Lack]:
    if now < RELEASED:
        sentence = "The clock is before this release was made: certificates and signatures will be refused. Set it."
        yield Lack("clock", sentence, fatal=False)


def _office(settings: Settings) -> Iterator[Lack]:
    if office97.are_read(settings) and office97.program() is None:
        sentence = (
            "DOCINSIGHT_OFFICE=libreoffice asks for LibreOffice, which is not installed: install it (Debian: "
            "libreoffice-writer, libreoffice-calc, libreoffice-impress; images: --build-arg OFFICE=libreoffice), or "
            "unset DOCINSIGHT_OFFICE."
        )
        yield Lack("office", sentence, fatal=True)
