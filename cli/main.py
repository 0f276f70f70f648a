"""``docinsight``: every command of it."""

from typing import Annotated

import typer
from pydantic import ValidationError

from cli.commands import jobs
from cli.commands.ask import ask
from cli.commands.doctor import doctor
from cli.commands.export import export
from cli.commands.key import key
from cli.commands.mcp import mcp
from cli.commands.models import models
from cli.commands.open import open_page
from cli.commands.search import search
from cli.commands.up import up
from cli.commands.upload import upload
from cli.commands.watch import watch
from cli.exit_codes import Exit, fail
from shared import __version__
from shared.settings import sentence_of, settings

app = typer.Typer(
    name="docinsight",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Statuses: 0 success, 1 failure, 2 wrong command line, 3 the documents contain no answer, 4 no service.",
)
DOCUMENTS, SERVICE = "Documents", "The service"
app.command(rich_help_panel=DOCUMENTS)(ask)
app.command(rich_help_panel=DOCUMENTS)(search)
app.command(rich_help_panel=DOCUMENTS)(upload)
app.command(rich_help_panel=DOCUMENTS)(export)
app.command(rich_help_panel=DOCUMENTS)(watch)
app.command("open", rich_help_panel=DOCUMENTS)(open_page)
app.add_typer(jobs.app, name="jobs", rich_help_panel=DOCUMENTS)
app.command(rich_help_panel=SERVICE)(up)
app.command(rich_help_panel=SERVICE)(mcp)
app.command(rich_help_panel=SERVICE)(doctor)
# Its options are those of the program behind it.
app.command(rich_help_panel=SERVICE, context_settings={"ignore_unknown_options": True, "help_option_names": []})(models)
app.command(rich_help_panel=SERVICE)(key)


def _check_settings() -> None:
    try:
        settings()
    except ValidationError as error:
        fail(sentence_of(error), Exit.FAILED)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"doc-insight {__version__}")
        raise typer.Exit


@app.callback()
def docinsight(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Answers out of documents, with the place on the page, on your own machine.

    One call, nothing running: `docinsight ask "Who signed it?" report.pdf scan.png`

    A service that stays: `docinsight up`, and in another terminal
    `docinsight upload *.pdf`, `docinsight ask "Who signed it?"`, `docinsight jobs --watch`.

    Many files: `docinsight ask --csv questions.csv *.pdf > answers.csv`, `docinsight watch inbox --to outbox`.

    Something is wrong: `docinsight doctor`.
    """
    # The command that mends a wrong list of keys must run beside one.
    if context.invoked_subcommand != "key":
        _check_settings()
