"""The balancer that compose.yaml offers. tests/servers holds gateways behind it to what one keeps."""

from typing import Any

import pytest
import yaml

from tests.processes import ROOT

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_the_balancer_is_hardened_and_published_on_this_machine_alone() -> None:
    balancer = SERVICES["balancer"]
    assert balancer["profiles"] == ["balancer"]
    assert balancer["read_only"] is True
    assert balancer["cap_drop"] == ["ALL"]
    assert balancer["user"] == "nginx"
    assert balancer["ports"] == ["${BALANCER_ADDRESS:-127.0.0.1}:${BALANCER_PORT:-8000}:8000"]
    assert set(balancer["deploy"]["resources"]["limits"]) == {"memory", "cpus", "pids"}


def test_the_balancer_reaches_gateways_and_nothing_behind_them() -> None:
    (network,) = SERVICES["balancer"]["networks"]
    assert network in SERVICES["api"]["networks"]
    assert network not in SERVICES["redis"]["networks"]
    configuration = (ROOT / "deploy/balancer.conf").read_text()
    assert "set $gateways api;" in configuration
    assert "proxy_pass http://$gateways:8000;" in configuration


@pytest.mark.parametrize("name", ["BALANCER_ADDRESS", "BALANCER_PORT", "BALANCER_CPUS", "NGINX_DIGEST"])
def test_what_may_be_set_of_it_is_in_the_example(name: str) -> None:
    assert f"#{name}=" in (ROOT / ".env.example").read_text()
