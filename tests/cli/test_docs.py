"""The documentation says what the code does."""

import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from shared.settings import Settings

ROOT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_settings_is_that_of_the_settings() -> None:
    assert (ROOT / "docs/settings.md").read_text() == script("settings").page(), "run: make docs"


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_readme_links_to_what_there_is() -> None:
    text = (ROOT / "README.md").read_text()
    links = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"|files=@([^\"]+)\"", text)
    assert len(links) > 5
    assert [target for target in map("".join, links) if not (ROOT / target).exists()] == []


def test_make_help_names_the_targets_that_the_readme_names() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text())) - {"and", "help"}
    assert named
    assert [name for name in named if f"make {name} " not in listed] == []


COMMANDS = ("up", "upload", "ask", "search", "export", "watch", "jobs", "mcp", "doctor", "models", "key")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    output = subprocess.run(
        [sys.executable, "-m", "cli", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "usage" in output.stdout.lower()


def test_a_key_is_made_with_the_hash_that_the_settings_take_also_beside_a_wrong_list() -> None:
    for module in (("cli", "key"), ("shared.api_keys",)):
        made = subprocess.run(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={"DOCINSIGHT_API_KEYS": ","},
            check=True,
        )
        key, hashed = (line.split(": ")[1].strip() for line in made.stdout.splitlines())
        assert len(key) >= 32
        assert hashlib.sha256(key.encode()).hexdigest() == hashed
        assert Settings(api_keys=(hashed,)).api_keys == (hashed,)


def test_a_wrong_setting_is_one_clear_sentence() -> None:
    output = subprocess.run(
        [sys.executable, "-m", "cli", "doctor"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"DOCINSIGHT_PAGE_TRIES": "many"},
        check=False,
    )
    assert output.returncode == 1
    assert "DOCINSIGHT_PAGE_TRIES: Input should be a valid integer" in output.stderr
    assert "Traceback" not in output.stderr
