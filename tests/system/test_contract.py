"""The description of the service against the service, by generated requests: every check, every phase."""

import re
import subprocess
import sys
from pathlib import Path

from tests.system.conftest import Service

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "tests" / "api" / "schemathesis.toml"
SECONDS = 20


def test_the_service_keeps_to_its_description(service: Service) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    run = [*command, "run", f"{service.base}/openapi.json", "--checks", "all", "--max-time", str(SECONDS), "--no-color"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None
    assert int(tested[1]) >= 19
