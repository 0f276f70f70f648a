"""``python -m cli`` is ``docinsight``."""

from cli.main import app

app()
