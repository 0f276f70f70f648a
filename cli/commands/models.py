"""``docinsight models``: the models of the workers."""

import subprocess
import sys
from typing import Annotated

import typer

from cli.exit_codes import Exit, fail

BAKE = "worker.models.bake"


def models(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[VERB] [OPTIONS]", show_default=False)] = None,
) -> None:
    """List the models, check them (verify), or prepare others (bake); see docinsight models --help."""
    # Models belong to the workers, whose code this side does not import.
    status = subprocess.run([sys.executable, "-m", BAKE, *(arguments or ["list"])], check=False).returncode
    if status < 0:
        fail("The models' program was killed.", Exit.FAILED)
    raise typer.Exit(status)
