"""``docinsight``: every command of it."""

import typer

from cli.up import up

app = typer.Typer(
    name="docinsight",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
app.command()(up)


@app.callback()
def _docinsight() -> None:
    """Answers out of documents, with the place on the page, on your own machine."""
