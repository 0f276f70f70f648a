"""The page of real exchanges is not stale."""

import subprocess
import sys
from pathlib import Path


def test_the_calls_of_the_page_come_to_what_it_says() -> None:
    command = [sys.executable, "-m", "docs.make_http", "--check"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
