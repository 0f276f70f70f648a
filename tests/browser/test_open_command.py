"""``docinsight open``: its address leads to the answer on its page."""

import os
import subprocess
import sys
from pathlib import Path

from docinsight_client import DocInsight
from tests.browser.conftest import Opening
from tests.browser.steps import wait_for_answer
from tests.processes import ROOT
from tests.samples import AGREEMENT, INVOICE, pdf
from tests.system.conftest import Service


def test_the_address_that_the_command_line_gives_shows_the_answer_framed(
    service: Service, opened: Opening, tmp_path: Path
) -> None:
    with DocInsight(service.base) as di:
        di.upload(("agreement.pdf", pdf([INVOICE, AGREEMENT])))
        assert di.ask("Who signed the agreement?").best.text == "Maria Keller"
        arguments = ["open", "--no-browser", "--base", service.base, "--session", str(di.session_id)]
    environment = {**os.environ, "DOCINSIGHT_STATE": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-m", "cli", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    page = opened(said.stdout.strip().removeprefix(f"{service.base}/"))
    wait_for_answer(page, "Maria Keller")
