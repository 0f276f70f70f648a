"""``docinsight doctor``: what is installed, what is wrong, and how to fix it."""

import asyncio
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

import typer
from rich.text import Text

from cli import service
from cli.console import err, out, printable
from cli.exit_codes import Exit
from cli.local_service import valkey
from cli.local_service.installed import missing_packages
from cli.local_service.shares import share
from cli.local_service.state import State, default_folder
from cli.options import AsJson, Base, Key, StateFolder
from docinsight_client import AsyncDocInsight, DocInsightError, Retries
from docinsight_client.models.operation import Health
from shared.machine import GiB, this_machine
from shared.machine_check import lacks
from shared.net import is_free, is_loopback
from shared.settings import settings


class Status(StrEnum):
    """The status of a part."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the installation: its status, and how to fix it where it is wrong."""

    part: str
    status: Status
    detail: str
    fix: str = ""


_FORMER_STATUS = {Status.OK: "well", Status.WARNING: "warning", Status.ERROR: "wrong"}
"""What the releases before 0.3 called them; their names are in the JSON for one more release."""

_MARKS = {Status.OK: ("✓", "green"), Status.WARNING: ("!", "yellow"), Status.ERROR: ("✗", "red")}


def doctor(state: StateFolder = None, base: Base = None, key: Key = None, as_json: AsJson = False) -> None:
    """Look at what is installed, at models, devices, memory and ports; say what is wrong, and how to fix it."""
    with err.status("Loading the models …"):
        checks = [*_python(), *_extras(), *_lacks()]
        if not missing_packages():
            if not any(check.part == "processor" for check in checks):
                checks += _engines()
            checks += [*_machine(), *_state(state or default_folder()), *_store()]
    checks += [*_gateway(base, key)]
    if as_json:
        out.print_json(json.dumps([_row(check) for check in checks]))
    else:
        for check in checks:
            mark, style = _MARKS[check.status]
            line = Text.assemble((f"{mark} ", style), f"{check.part}: ", (printable(check.detail), "dim"))
            if check.fix:
                line.append(f"\n  → {printable(check.fix)}", style)
            out.print(line, soft_wrap=True)
    if any(check.status is Status.ERROR for check in checks):
        raise typer.Exit(Exit.FAILED)


def _row(check: Check) -> dict[str, str]:
    return {**asdict(check), "verdict": _FORMER_STATUS[check.status], "mend": check.fix}


def _python() -> Iterator[Check]:
    version = f"{platform.python_version()} ({platform.machine()}, {sys.executable})"
    if (3, 11) <= sys.version_info < (3, 14):
        yield Check("Python", Status.OK, version)
    else:
        yield Check("Python", Status.ERROR, version, "Use 3.11, 3.12 or 3.13: make clean; make up PYTHON=python3.12")


def _extras() -> Iterator[Check]:
    """Whether each part's packages are there in the versions it asks for."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in metadata.requires("doc-insight") or []]
    for extra in ("service", "api", "worker", "cli", "local", "torch"):
        missing = []
        for requirement in wanted:
            marker = requirement.marker
            if marker is None or marker.evaluate({"extra": ""}) or not marker.evaluate({"extra": extra}):
                continue
            try:
                found = metadata.version(requirement.name)
            except metadata.PackageNotFoundError:
                missing.append(requirement.name)
                continue
            if not requirement.specifier.contains(found, prereleases=True):
                missing.append(f"{requirement.name} {requirement.specifier} (there is {found})")
        part = f"packages of {extra}"
        if not missing:
            yield Check(part, Status.OK, "installed")
        elif extra == "torch":
            needed = settings().reader == "torch" or settings().ocr_engine == "easyocr"
            status = Status.ERROR if needed else Status.OK
            yield Check(part, status, "not installed; only the torch engines need them")
        else:
            yield Check(part, Status.ERROR, f"missing: {', '.join(missing)}", "Run 'make up' again.")


def _engines() -> Iterator[Check]:
    """The models and devices, as a worker loads them."""
    asked = subprocess.run([sys.executable, "-m", "worker.check"], capture_output=True, text=True, check=False)
    try:
        rows = json.loads(asked.stdout)
    except ValueError:
        last = (asked.stderr.strip().splitlines() or [f"status {asked.returncode}"])[-1]
        yield Check("models", Status.ERROR, f"the workers' code does not run: {last}", "Run 'make up' again.")
        return
    for row in rows:
        fix = "See 'docinsight models', and the settings DOCINSIGHT_OCR_…, DOCINSIGHT_READER_… and DOCINSIGHT_DEVICE."
        status = Status.OK if row["ok"] else Status.ERROR
        yield Check(row["name"], status, row["detail"], "" if row["ok"] else fix)
    gpu = shutil.which("nvidia-smi")
    if gpu is None:
        yield Check("GPU", Status.OK, "none; everything runs on the CPU")
    else:
        listed = subprocess.run([gpu, "-L"], capture_output=True, text=True, check=False).stdout.strip()
        yield Check("GPU", Status.OK, f"{listed or 'none answers'}; DOCINSIGHT_DEVICE={settings().device}")


def _lacks() -> Iterator[Check]:
    """What a worker looks at before it loads anything."""
    for lack in lacks(settings()):
        yield Check(lack.part, Status.ERROR if lack.fatal else Status.WARNING, lack.sentence)


def _machine() -> Iterator[Check]:
    machine = this_machine()
    own_redis = "redis_url" in settings().model_fields_set
    shares = share(machine, store_memory=0 if own_redis else None)
    detail = (
        f"{machine.cores} cores, {machine.memory / GiB:.1f} GiB of memory, {machine.free / GiB:.1f} free: "
        f"{shares.processes} reading processes of {shares.threads} thread(s), "
        f"{shares.store_memory / GiB:.1f} GiB of store"
    )
    if machine.free < 3 * GiB:
        yield Check("machine", Status.WARNING, detail, "OCR needs 3 GiB of free memory.")
    else:
        yield Check("machine", Status.OK, detail)


def _state(folder: Path) -> Iterator[Check]:
    try:
        State(folder)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        fix = "Choose another folder by --state or DOCINSIGHT_STATE."
        yield Check("state folder", Status.ERROR, f"{folder}: {error.strerror}", fix)
        return
    detail = f"{folder}, {free / GiB:.1f} GiB free on its disk"
    # The store's journal may grow to twice its content before it is rewritten.
    if free < 2 * share(this_machine()).store_memory:
        fix = "Free some, or limit the store by 'docinsight up --store-mib'."
        yield Check("state folder", Status.WARNING, detail, fix)
    else:
        yield Check("state folder", Status.OK, detail)


def _store() -> Iterator[Check]:
    # Loaded here: they belong to the whole service, which need not be installed.
    from redis.exceptions import RedisError

    from shared.redis_clients import client
    from shared.store.check import fault_of

    if "redis_url" not in settings().model_fields_set:
        version = subprocess.run([valkey.server(), "--version"], capture_output=True, text=True, check=False)
        if version.returncode == 0:
            yield Check("store", Status.OK, f"embedded {' '.join(version.stdout.split()[:3])}")
        else:
            fix = "Set DOCINSIGHT_REDIS_URL to your own Redis or Valkey."
            yield Check("store", Status.ERROR, "the embedded server does not run on this machine", fix)
        return
    fault = fault_of(settings().redis_url.get_secret_value())
    if fault is not None:
        yield Check("store", Status.ERROR, fault, "Check DOCINSIGHT_REDIS_URL.")
        return
    try:
        with client(settings().redis_url.get_secret_value(), socket_timeout=5) as server:
            info = server.info()
            policy = info.get("maxmemory_policy")
    except (RedisError, OSError):
        yield Check("store", Status.ERROR, "your Redis does not answer", "Check DOCINSIGHT_REDIS_URL.")
        return
    detail = f"your Redis {info.get('redis_version')}, {info['used_memory'] / GiB:.2f} GiB used, policy {policy}"
    if policy != "noeviction":
        fix = "Set its maxmemory-policy to noeviction, or it may evict jobs when it is full."
        yield Check("store", Status.ERROR, detail, fix)
    elif not info.get("maxmemory"):
        yield Check(
            "store",
            Status.WARNING,
            f"{detail}, no maxmemory",
            "Set one: uploads stop before memory ends.",
        )
    elif not info.get("aof_enabled"):
        yield Check("store", Status.WARNING, f"{detail}, no journal", "Set appendonly to yes, to survive a crash.")
    else:
        yield Check("store", Status.OK, detail)


def _gateway(base: str | None, key: str | None) -> Iterator[Check]:
    url, host, port = service.find(base), settings().host, settings().port

    async def health() -> Health:
        async with AsyncDocInsight(url, key=key, retries=Retries(attempts=1)) as client:
            return await client.health()

    try:
        found = asyncio.run(health())
    except DocInsightError:
        if is_free(host, port):
            yield Check("service", Status.OK, f"none runs at {url}; port {port} is free")
        else:
            fix = f"Choose another port: docinsight up --port {port + 1}"
            yield Check("service", Status.WARNING, f"another program than doc-insight listens on {host}:{port}", fix)
    else:
        detail = f"{url}: {found.status}, {found.workers} workers"
        status = Status.OK if found.status == "ok" else Status.ERROR
        fix = "" if found.status == "ok" else "See the output of 'docinsight up'."
        yield Check("service", status, detail, fix)
    if not is_loopback(host) and not settings().api_keys:
        detail = f"anyone who reaches {host}:{port} can read and delete everything"
        yield Check("access", Status.WARNING, detail, "Set DOCINSIGHT_API_KEYS.")
