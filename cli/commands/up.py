"""``docinsight up``: the whole service in one terminal."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer

from cli.console import err
from cli.exit_codes import Exit, fail
from cli.local_service.installed import require_service
from cli.local_service.shares import share
from cli.local_service.state import InUse, State, default_folder
from cli.options import StateFolder
from shared.machine import GiB, this_machine
from shared.machine_check import lacks
from shared.net import free_port, is_free
from shared.settings import MiB, settings

FLOWER_PORT = 5555


def up(
    port: Annotated[
        int, typer.Option(envvar=["PORT", "DOCINSIGHT_PORT"], help="Port of the gateway; 0 takes a free one.")
    ] = 8000,
    host: Annotated[str, typer.Option(envvar="DOCINSIGHT_HOST", help="Address it listens on.")] = "127.0.0.1",
    state: StateFolder = None,
    processes: Annotated[
        int | None,
        typer.Option(
            envvar="DOCINSIGHT_PROCESSES",
            min=1,
            help="Processes that read documents; as many as cores and memory allow.",
            metavar="N",
            show_default=False,
        ),
    ] = None,
    store_mib: Annotated[
        int | None,
        typer.Option(
            envvar="DOCINSIGHT_STORE_MIB",
            min=64,
            help="Most memory of the embedded store, in MiB; a quarter of the machine's.",
            metavar="N",
            show_default=False,
        ),
    ] = None,
    flower: Annotated[bool, typer.Option(help="Run Flower, which shows the queues, on loopback.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only what goes wrong.")] = False,
) -> None:
    """Run the whole service here: store, gateway, workers and Flower. Ctrl-C stops it.

    The store is an embedded Valkey, unless DOCINSIGHT_REDIS_URL names your own Redis.
    """
    require_service()
    # Loaded here: other commands need none of it, and a command line should be quick.
    from cli.local_service.foreground import Foreground
    from cli.local_service.local import Plan

    folder = State(state or default_folder())
    machine = this_machine()
    for lack in lacks(settings()):
        if lack.fatal:
            fail(f"The service cannot run here. {lack.sentence}", Exit.FAILED)
    own_redis = "redis_url" in settings().model_fields_set
    store_memory = 0 if own_redis else store_mib and store_mib * MiB
    shares = share(machine, processes=processes, store_memory=store_memory)
    if not quiet:
        err.print(
            f"doc-insight on {machine.cores} cores and {machine.memory / GiB:.1f} GiB: "
            f"{shares.processes} reading processes of {shares.threads} thread(s); state in {folder.folder}",
            soft_wrap=True,
        )
    with _locked(folder) as lock:
        if not is_free(host, port):
            fail(f"Port {port} is in use; choose another: docinsight up --port {port + 1}", Exit.FAILED)
        plan = Plan(
            state=folder,
            lock=lock,
            host=host,
            port=port or free_port(),
            shares=shares,
            redis_url=settings().redis_url.get_secret_value() if own_redis else None,
            flower_port=_flower_port() if flower else None,
        )
        asyncio.run(Foreground(plan, quiet).run())


@contextlib.contextmanager
def _locked(state: State) -> Iterator[int]:
    try:
        with state.locked() as lock:
            yield lock
    except InUse:
        running = state.running()
        where = f" at {running.url} (process {running.pid})" if running else ""
        fail(f"The service already runs on {state.folder}{where}; --state takes another folder.", Exit.FAILED)


def _flower_port() -> int:
    return FLOWER_PORT if is_free("127.0.0.1", FLOWER_PORT) else free_port()
