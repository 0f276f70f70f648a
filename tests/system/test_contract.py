"""The description of the service against the service, by generated requests: every check, every phase."""

import re
import subprocess
import sys
from pathlib import Path

from tests.system.conftest import Service

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "tests" / "api" / "schemathesis.toml"
# Generated requests of one kind to one operation. How long that takes is the machine's matter.
EXAMPLES = 4
# The same requests each time; other ones are for `schemathesis run` by hand.
SEED = 1


def test_the_service_keeps_to_its_description(service: Service) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    told = ["--checks", "all", "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--no-color"]
    run = [*command, "run", f"{service.base}/openapi.json", *told]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None
    assert int(tested[1]) >= 22
