"""``docinsight``, and ``python -m cli``: every command, or what is missing for them."""

import sys


def main() -> None:
    """Run the command line. Exits with 1 where the packages that it needs are not installed."""
    try:
        from cli.main import app
    except ModuleNotFoundError as error:
        if error.name != "typer":
            raise
        sys.exit(
            "The command line needs its packages: pip install 'doc-insight[local]', or 'doc-insight[cli]' where the "
            "service runs elsewhere."
        )
    app()


if __name__ == "__main__":
    main()
