"""Completion in the three shells that have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

START = "import sys; sys.argv[0] = 'docinsight'; from cli.main import app; app()"


def complete(**variables: str) -> str:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_given_a_script_of_its_own(shell: str) -> None:
    script = complete(_DOCINSIGHT_COMPLETE=f"source_{shell}")
    assert f"_DOCINSIGHT_COMPLETE=complete_{shell}" in script
    assert "docinsight" in script


def test_sessions_are_completed_from_those_used_last(tmp_path: Path) -> None:
    (tmp_path / "sessions.json").write_text('{"http://a": "harbour", "http://b": "heath", "http://c": "moor"}')
    words = {"COMP_WORDS": "docinsight ask Who? --session h", "COMP_CWORD": "4", "DOCINSIGHT_STATE": str(tmp_path)}
    assert complete(_DOCINSIGHT_COMPLETE="complete_bash", **words).split() == ["harbour", "heath"]


def test_commands_and_options_are_completed() -> None:
    assert complete(_DOCINSIGHT_COMPLETE="complete_bash", COMP_WORDS="docinsight u", COMP_CWORD="1").split() == [
        "upload",
        "up",
    ]
    options = complete(_DOCINSIGHT_COMPLETE="complete_bash", COMP_WORDS="docinsight ask --sa", COMP_CWORD="2")
    assert options.split() == ["--save-page"]
    fish = complete(
        _DOCINSIGHT_COMPLETE="complete_fish",
        _TYPER_COMPLETE_ARGS="docinsight o",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert fish.split("\t")[0] == "open"
