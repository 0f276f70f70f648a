"""What the objects for Kubernetes name is there: commands, ports, probes, settings, secrets, metrics."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.main import create_app
from shared.settings import Settings
from tests.deploy.manifests import COMPOSE, FOLDER, container, files, pods, written
from tests.processes import ROOT

SERVICES = COMPOSE["services"]
DOCKERFILES = {name: ROOT / f"Dockerfile.{'worker' if name.startswith('worker') else 'api'}" for name in SERVICES}


def resolved(text: str) -> str:
    """A word of the compose file where nothing is set."""
    return re.sub(r"\$\{\w+(?::-([^}]*))?\}", lambda found: found[1] or "", text)


def words(command: Any) -> list[str]:
    """A command of the compose file as a list."""
    return [resolved(word) for word in (shlex.split(command) if isinstance(command, str) else command or [])]


@pytest.mark.parametrize("name", sorted(pods()))
def test_a_container_is_the_one_of_the_compose_service(name: str) -> None:
    ours, theirs = container(name), SERVICES[name]
    assert resolved(theirs["image"]) in (ours["image"], f"{ours['image']}:latest")
    started = [*words(theirs.get("entrypoint")), *words(theirs.get("command"))]
    given = [*ours.get("command", ()), *ours.get("args", ())]
    # Its own script is elsewhere here.
    given = ["/start.sh" if word.endswith("provisioning/start.sh") else word for word in given]
    assert given == started


@pytest.mark.parametrize("name", ["api", "worker", "worker-gpu", "flower"])
def test_the_image_gives_its_user_by_number(name: str) -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILES[name].read_text(), re.MULTILINE)
    assert users, "the image would run as root"
    assert all(user.isdigit() and int(user) > 0 for user in users)


def test_cpu_workers_beside_gpu_workers_are_told_what_compose_tells_them() -> None:
    component = yaml.safe_load((FOLDER / "components/gpu/kustomization.yaml").read_text())
    (change,) = yaml.safe_load(component["patches"][0]["patch"])
    assert "CPU_QUEUES=documents" in (ROOT / "docs/deploy.md").read_text()
    expected = [word.replace("questions,documents,ocr", "documents") for word in container("worker")["command"]]
    assert change["value"] == expected


def test_every_setting_that_is_named_is_one_of_the_service() -> None:
    known = {f"DOCINSIGHT_{name}".upper() for name in Settings.model_fields} | {"DOCINSIGHT_SECRETS_DIR"}
    told = {name for path in files() for name in re.findall(r"\bDOCINSIGHT_[A-Z_]+\b", path.read_text())}
    lines = (FOLDER / "base/settings.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert told | set(settings) <= known | {"DOCINSIGHT_METRICS_KEYS"}
    assert len(told) > 3
    compose = SERVICES["api"]["environment"]
    assert {name: str(compose[name]) for name in settings} == settings


@pytest.mark.parametrize("name", ["worker", "worker-gpu"])
def test_a_worker_has_as_many_threads_as_it_may_use_cores(name: str) -> None:
    environment = {one["name"]: one for one in container(name)["env"]}
    assert environment["DOCINSIGHT_THREADS"]["valueFrom"]["resourceFieldRef"] == {"resource": "limits.cpu"}
    compose = SERVICES[name]["environment"]
    for setting in ("DOCINSIGHT_ALIVE_FILE", "DOCINSIGHT_FILE_CACHE"):
        assert environment[setting]["value"] == str(compose[setting])


def test_probes_ask_for_what_is_there() -> None:
    routes = set(create_app(Settings()).openapi()["paths"])
    scripts = re.findall(r"^COPY (?:--\S+ )*deploy/(\S+) \./", (ROOT / "Dockerfile.worker").read_text(), re.MULTILINE)
    seen = set()
    for name in ("api", "worker", "worker-gpu", "flower", "redis"):
        only = container(name)
        ports = {port["name"]: port["containerPort"] for port in only["ports"]}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            probe = only.get(kind, {})
            if "httpGet" in probe:
                assert probe["httpGet"]["port"] in ports
                seen.add((name, kind, probe["httpGet"]["path"]))
            elif probe and name.startswith("worker"):
                (script,) = probe["exec"]["command"]
                assert script.removeprefix("/app/") in scripts
                assert probe["exec"]["command"] == SERVICES[name]["healthcheck"]["test"][1:]
                assert os.access(ROOT / "deploy" / script.removeprefix("/app/"), os.X_OK)
            elif probe:
                assert probe["exec"]["command"][2] == SERVICES[name]["healthcheck"]["test"][1]
    assert {path for name, _, path in seen if name == "api"} <= routes
    # A gateway is not restarted for a Redis that is away, and gets no requests meanwhile: what compose calls unhealthy.
    assert ("api", "livenessProbe", "/health/live") in seen
    assert ("api", "readinessProbe", "/health") in seen
    assert "/health'" in " ".join(SERVICES["api"]["healthcheck"]["test"])
    assert {path for name, _, path in seen if name == "flower"} == {"/healthcheck"}


def test_ports_are_those_that_the_images_listen_on() -> None:
    ports = {name: {port["name"]: port["containerPort"] for port in container(name)["ports"]} for name in pods()}
    dockerfile = (ROOT / "Dockerfile.api").read_text()
    assert f"DOCINSIGHT_PORT={ports['api']['http']}" in dockerfile
    assert f"EXPOSE {ports['flower']['http']}\n" in dockerfile
    metrics = SERVICES["api"]["environment"]["DOCINSIGHT_METRICS_PORT"]
    assert {ports[name]["metrics"] for name in ("api", "worker", "worker-gpu")} == {metrics}
    for one in written():
        if one["kind"] == "Service":
            name = one["spec"]["selector"]["app.kubernetes.io/name"]
            for port in one["spec"]["ports"]:
                assert ports[name][port["targetPort"]] == port["port"]


def test_prometheus_looks_where_every_pod_has_its_metrics() -> None:
    ours = yaml.safe_load((FOLDER / "components/monitoring/prometheus.yml").read_text())
    theirs = yaml.safe_load((ROOT / "deploy/monitoring/prometheus.yml").read_text())
    headless = {one["metadata"]["name"] for one in written() if one["spec"].get("clusterIP") == "None"}
    names = {name for job in ours["scrape_configs"] for found in job["dns_sd_configs"] for name in found["names"]}
    assert names == headless - {"redis"}
    text = yaml.safe_dump(ours).replace("-pods", "").replace("/etc/prometheus/rules/", "")
    assert yaml.safe_load(text) == theirs


def test_scalers_ask_for_metrics_that_there_are() -> None:
    documented = set(re.findall(r"`(docinsight_[a-z_]+)`", (ROOT / "docs/operations.md").read_text()))
    asked = set(re.findall(r"docinsight_\w+", " ".join(queries())))
    assert asked <= documented
    assert asked == {"docinsight_queue_depth", "docinsight_running_tasks", "docinsight_queue_oldest_seconds"}


def queries() -> list[str]:
    """What the scalers ask Prometheus for."""
    return [
        trigger["metadata"]["query"]
        for one in written()
        if one["kind"] == "ScaledObject"
        for trigger in one["spec"]["triggers"]
        if trigger["type"] == "prometheus"
    ]


@pytest.mark.kubernetes
def test_the_script_makes_every_secret_that_is_mounted_and_keeps_its_passwords(tmp_path: Path) -> None:
    made = [secrets(tmp_path) for _ in range(2)]
    assert made[0] == made[1]
    mounted = {
        volume["secret"]["secretName"] for pod in pods().values() for volume in pod["volumes"] if "secret" in volume
    }
    assert set(made[0]) == mounted
    assert {name for name, keys in made[0].items() if "docinsight_redis_url" in keys} == mounted - {"redis"}
    assert "users.acl" in made[0]["redis"]


def secrets(folder: Path) -> dict[str, dict[str, str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REDIS_")}
    script = [str(FOLDER / "secrets.sh"), str(folder / "kept")]
    done = subprocess.run(script, capture_output=True, text=True, check=True, env=environment)
    return {one["metadata"]["name"]: one["data"] for one in yaml.safe_load_all(done.stdout)}


def test_settings_are_read_from_a_secret_as_it_is_mounted(tmp_path: Path) -> None:
    # Files are links into a folder that is replaced as a whole.
    (tmp_path / "..2026_01_01").mkdir()
    (tmp_path / "..2026_01_01/docinsight_redis_url").write_text("redis://api:secret@redis:6379/0")
    (tmp_path / "..data").symlink_to("..2026_01_01")
    (tmp_path / "docinsight_redis_url").symlink_to("..data/docinsight_redis_url")
    assert Settings(_secrets_dir=str(tmp_path)).redis_url.get_secret_value() == "redis://api:secret@redis:6379/0"
