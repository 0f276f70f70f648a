"""What is shipped for Prometheus and Grafana fits together, and fits the service."""

import json
import os
import re
import runpy
import subprocess
from typing import Any

import pytest
import yaml

from tests.processes import ROOT

FOLDER = ROOT / "deploy/monitoring"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
RULES = yaml.safe_load((FOLDER / "rules.yml").read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]


def test_the_dashboard_is_the_one_that_the_code_makes() -> None:
    assert (FOLDER / "dashboard.json").read_text() == runpy.run_path(str(FOLDER / "dashboard.py"))["text"]()


def test_panels_of_the_dashboard_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    ids = set()
    for panel in json.loads((FOLDER / "dashboard.json").read_text())["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert all(0 <= x < 24 for x, _ in cells), panel["title"]
        taken |= cells
        ids.add(panel["id"])
    assert len(ids) > 30


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_what_is_wrong_and_where_it_is_told_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in ("warning", "critical")
    assert alert["annotations"]["summary"]
    page, _, anchor = alert["annotations"]["runbook"].partition("#")
    found = re.search(
        rf"^### ({alert['alert']})\n\n(.+?)(?=\n#|\Z)", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL
    )
    assert found, "there is no such heading"
    assert found[1].lower() == anchor
    assert len(found[2]) > 80
    tested = (FOLDER / "rules_test.yml").read_text()
    assert len(re.findall(rf"alertname: {alert['alert']}\b", tested)) >= 2, "it is tested to fire, and not to fire"


def test_the_pages_of_alerts_are_of_alerts_that_there_are() -> None:
    headings = re.findall(r"^### (DocInsight\w+)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(alert["alert"] for alert in ALERTS)


def test_prometheus_looks_for_metrics_where_the_containers_have_them() -> None:
    scraped = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    for job in scraped:
        (found,) = job["dns_sd_configs"]
        for service in found["names"]:
            environment = COMPOSE["services"][service]["environment"]
            assert environment["DOCINSIGHT_METRICS_PORT"] == found["port"]
            assert environment["DOCINSIGHT_METRICS_HOST"] == "0.0.0.0"
            assert "back" in COMPOSE["services"][service]["networks"]
    assert "back" in COMPOSE["services"]["prometheus"]["networks"]
    # A gateway in two networks that Prometheus is in as well would be two targets.
    shared = set(COMPOSE["services"]["prometheus"]["networks"]) & set(COMPOSE["services"]["api"]["networks"])
    assert shared == {"back"}


@pytest.mark.parametrize("service", ["prometheus", "grafana"])
def test_what_watches_is_hardened_and_published_on_this_machine_alone(service: str) -> None:
    chosen = COMPOSE["services"][service]
    assert chosen["profiles"] == ["monitoring"]
    assert chosen["read_only"] is True
    assert chosen["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in chosen["ports"])
    assert set(chosen["deploy"]["resources"]["limits"]) == {"memory", "cpus", "pids"}
    for volume in chosen["volumes"]:
        source = volume.partition(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], source


def test_grafana_has_no_password_that_is_known() -> None:
    chosen = COMPOSE["services"]["grafana"]
    assert chosen["entrypoint"] == ["sh", "/start.sh", "/run.sh"]
    assert chosen["environment"]["GF_SECURITY_ADMIN_PASSWORD"] == "${GRAFANA_PASSWORD:-}"
    made = {started({"GF_SECURITY_ADMIN_PASSWORD": ""}) for _ in range(2)}
    assert len(made) == 2
    assert all(len(password) == 32 for password in made)
    assert started({"GF_SECURITY_ADMIN_PASSWORD": "mine"}) == "mine"


def started(environment: dict[str, str]) -> str:
    """The password with which Grafana would be started."""
    script = str(FOLDER / "grafana/start.sh")
    run = subprocess.run(["sh", script, "env"], env={**os.environ, **environment}, capture_output=True, text=True)
    (password,) = re.findall(r"^GF_SECURITY_ADMIN_PASSWORD=(.+)$", run.stdout, re.MULTILINE)
    return str(password)
