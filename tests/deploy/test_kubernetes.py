"""The objects for Kubernetes: right by published schemas, and with as few rights as they need."""

import copy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from cloudcoil.models.keda.v1alpha1 import ScaledObject

from tests.deploy.manifests import COMPOSE, FOLDER, OVERLAYS, built, container, pods, written

VERSION = "1.32"
OURS = ("api", "worker", "worker-gpu", "flower")
CLIENTS_OF_REDIS = {"api", "worker", "worker-gpu", "flower"}


def check(found: dict[str, Any]) -> None:
    """Raise unless the object is right by its published schema, and has no field that the schema does not know."""
    if found["apiVersion"].startswith("keda.sh/"):
        model = ScaledObject.model_validate(found)
        assert model.model_dump(mode="json", by_alias=True, exclude_unset=True) == found
    else:
        kubernetes_validate.validate(found, VERSION, strict=True)


def test_every_object_is_right_by_its_published_schema() -> None:
    assert len(written()) > 25
    for one in written():
        check(one)


@pytest.mark.parametrize("field", ["termintionGracePeriodSeconds", "maxReplicas"])
def test_a_field_that_no_schema_knows_is_found(field: str) -> None:
    kind = "Deployment" if field.startswith("term") else "ScaledObject"
    wrong = copy.deepcopy(next(one for one in written() if one["kind"] == kind))
    (wrong["spec"]["template"]["spec"] if kind == "Deployment" else wrong["spec"])[field] = 1
    with pytest.raises((kubernetes_validate.ValidationError, AssertionError)):
        check(wrong)


@pytest.mark.kubernetes
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_is_built_and_all_that_it_names_is_there(overlay: str) -> None:
    objects = built(FOLDER / "overlays" / overlay)
    names = {(one["kind"], one["metadata"]["name"]) for one in objects}
    assert len(names) == len(objects)
    for one in objects:
        if one["kind"] == "ScaledObject":
            target = ("Deployment", one["spec"]["scaleTargetRef"]["name"])
            (scaled,) = [found for found in objects if (found["kind"], found["metadata"]["name"]) == target]
            assert "replicas" not in scaled["spec"]
        for kind, field in (("ConfigMap", "configMap"), ("PersistentVolumeClaim", "persistentVolumeClaim")):
            assert {(kind, name) for name in named(one, field)} <= names
    for kind, name in (("Deployment", "api"), ("StatefulSet", "redis")):
        assert (kind, name) in names


def named(found: Any, field: str) -> set[str]:
    """The names that an object gives of config maps or claims, wherever it does."""
    if isinstance(found, list):
        return {name for each in found for name in named(each, field)}
    if not isinstance(found, dict):
        return set()
    here = {found[key] for key in ("claimName",) if field == "persistentVolumeClaim" and key in found}
    if field == "configMap":
        here = {found[key]["name"] for key in ("configMap", "configMapRef") if isinstance(found.get(key), dict)}
    return here | {name for each in found.values() for name in named(each, field)}


@pytest.mark.kubernetes
def test_the_component_for_openshift_leaves_the_user_to_the_cluster(tmp_path: Path) -> None:
    components = [FOLDER / "components" / name for name in ("redis", "monitoring", "openshift")]
    # Kustomize takes relative paths alone.
    relative = [str(Path(*[".."] * (len(tmp_path.parts) - 1), *path.parts[1:])) for path in components]
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump({"components": relative}))
    for one in built(tmp_path):
        if one["kind"] in ("Deployment", "StatefulSet"):
            assert set(one["spec"]["template"]["spec"]["securityContext"]) == {"runAsNonRoot", "seccompProfile"}


@pytest.mark.parametrize("name", sorted(pods()))
def test_a_pod_has_no_right_that_it_does_not_need(name: str) -> None:
    pod, only = pods()[name], container(name)
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    # Ours run under any user: OpenShift gives each project its own.
    assert ("runAsUser" in pod["securityContext"]) == (name not in OURS)
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(only["resources"]["requests"]) == {"cpu", "memory"}
    assert {"cpu", "memory"} <= set(only["resources"]["limits"])
    assert all("sizeLimit" in volume["emptyDir"] for volume in pod["volumes"] if "emptyDir" in volume)


def test_who_opens_documents_reaches_nothing_but_redis_and_names() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in written() if one["kind"] == "NetworkPolicy"}
    assert set(policies["nothing-by-default"]["policyTypes"]) == {"Ingress", "Egress"}
    reaching = {name for name, one in policies.items() if "egress" in one and applies(one["podSelector"], "worker")}
    # The last is a component of its own.
    assert reaching == {"names", "to-redis", "to-receivers"}
    (rule,) = policies["redis"]["ingress"]
    (selector,) = rule["from"]
    assert {name for name in pods() if applies(selector["podSelector"], name)} == CLIENTS_OF_REDIS
    assert [name for name, one in policies.items() if "ingress" in one and applies(one["podSelector"], "flower")] == []
    received = policies["to-receivers"]["egress"][0]["to"]
    assert {"10.0.0.0/8", "169.254.0.0/16", "fc00::/7"} <= {
        block for to in received for block in to["ipBlock"]["except"]
    }


def applies(selector: dict[str, Any], name: str) -> bool:
    """Whether a selector chooses the pods of that name, which are all part of the service."""
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "doc-insight"}
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        one["operator"] == "In" and labels.get(one["key"]) in one["values"]
        for one in selector.get("matchExpressions", ())
    )


def test_workers_and_gateways_are_not_all_disrupted_at_once() -> None:
    budgets = {one["metadata"]["name"]: one["spec"] for one in written() if one["kind"] == "PodDisruptionBudget"}
    deployments = {one["metadata"]["name"]: one["spec"] for one in written() if one["kind"] == "Deployment"}
    assert budgets["api"]["minAvailable"] < deployments["api"]["replicas"]
    assert budgets["worker"]["maxUnavailable"] < deployments["worker"]["replicas"]
    for name, budget in budgets.items():
        assert budget["selector"] == deployments[name]["selector"]


def test_there_is_time_for_all_that_happens_at_a_stop() -> None:
    for name in ("api", "worker", "worker-gpu"):
        before = int(container(name).get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [0, 0])[1])
        stop = int(COMPOSE["services"][name]["stop_grace_period"].rstrip("s"))
        assert pods()[name]["terminationGracePeriodSeconds"] >= stop + before
