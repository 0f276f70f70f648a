"""Low priority counts for the operating system, also where it groups processes by their sessions."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT
from worker.runtime.priority import IMAGES

LOWER = """
import os
from pathlib import Path
from worker.runtime.priority import IMAGES, lower
lower(IMAGES, session=True)
group = Path("/proc/self/autogroup")
print(os.nice(0), group.read_text().split()[-1] if group.exists() else "")
"""


def lowered() -> list[str]:
    """The nice value of a process of a session of its own, and that of its session."""
    done = subprocess.run(
        [sys.executable, "-c", LOWER], cwd=ROOT, capture_output=True, text=True, check=True, start_new_session=True
    )
    return done.stdout.split()


def test_a_process_of_low_priority_is_nice() -> None:
    assert lowered()[0] == str(IMAGES)


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this kernel does not group by sessions")
def test_a_session_of_low_priority_is_nice() -> None:
    assert lowered()[1] == str(IMAGES)
