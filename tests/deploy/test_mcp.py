"""The server of tools for language models in compose.yaml. tests/cli/test_mcp.py holds it to what it serves."""

import tomllib
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app
from tests.deploy.test_arm64 import locked
from tests.processes import ROOT

SERVICE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["mcp"]


def test_it_is_hardened_published_on_this_machine_alone_and_reaches_the_gateway_alone() -> None:
    assert SERVICE["profiles"] == ["mcp"]
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["ports"] == ["${MCP_ADDRESS:-127.0.0.1}:${MCP_PORT:-8300}:8300"]
    assert SERVICE["networks"] == ["front"]
    assert "environment" not in SERVICE, "it has no key of its own"
    assert set(SERVICE["deploy"]["resources"]["limits"]) == {"memory", "cpus", "pids"}


def test_its_command_is_one_of_the_command_line() -> None:
    options = {part.partition("=")[0] for part in SERVICE["command"] if part.startswith("--")}
    assert SERVICE["command"][:4] == ["python", "-m", "cli", "mcp"]
    described = CliRunner().invoke(app, ["mcp", "--help"], env={"COLUMNS": "200"}).stdout
    assert {option for option in options if option not in described} == set()


def test_its_image_has_what_the_extra_asks_for_and_no_package_of_the_service() -> None:
    names = {package.name for package in locked(ROOT / "requirements/mcp.txt")}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {"mcp", "httpx", "typer"} <= names
    assert names.isdisjoint(line.partition(">")[0].partition("[")[0].partition("=")[0] for line in extras["service"])


@pytest.mark.parametrize("name", ["MCP_ADDRESS", "MCP_PORT", "MCP_NAME", "MCP_PAGE", "MCP_CPUS"])
def test_what_may_be_set_of_it_is_in_the_example(name: str) -> None:
    assert f"#{name}=" in (ROOT / ".env.example").read_text()
