"""``docinsight key``: a new API key."""

import typer

from cli.console import err
from shared.api_keys import hash_of, new_key


def key() -> None:
    """Make an API key and its hash. The service is given the hash (DOCINSIGHT_API_KEYS), its client the key."""
    made = new_key()
    typer.echo(f"key:  {made}\nhash: {hash_of(made.encode())}")
    err.print("The key is not kept here. Set DOCINSIGHT_API_KEYS to the hash; several are separated by commas.")
