"""The Kubernetes manifests: valid by the schemas of Kubernetes and KEDA, consistent among themselves, and as strict as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from services.contracts.queues import QUEUES
from tests.unit.deploy.manifests import (
    BASE,
    COMPONENTS,
    DEPLOY,
    Document,
    documents,
    is_setting,
    of_kind,
    pod_of,
)

OVERLAY = DEPLOY / "kubernetes/overlays/college"
KEDA = json.loads((Path(__file__).parent / "keda.schema.json").read_text())
WORKLOADS = {**of_kind("Deployment"), **of_kind("Job"), **of_kind("CronJob")}


@pytest.mark.parametrize("name, document", list(documents()), ids=lambda value: str(value)[:40])
def test_every_document_is_valid(name: str, document: Document) -> None:
    if document["apiVersion"].startswith("keda.sh/"):
        jsonschema.validate(document, KEDA)
    else:
        kubernetes_validate.validate(document, "1.33", strict=True)


def test_the_base_names_every_file_and_every_component_is_deployed() -> None:
    named = yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"]
    assert sorted(named) == sorted(path.name for path in BASE.glob("*.yaml") if path.name != "kustomization.yaml")
    assert sorted(of_kind("Deployment")) == sorted(COMPONENTS)
    assert sorted(of_kind("PodDisruptionBudget")) == sorted(COMPONENTS)


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_has_no_rights_and_writes_nothing(name: str) -> None:
    spec = pod_of(WORKLOADS[name])["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    (container,) = spec["containers"]
    secured = container["securityContext"]
    assert secured["readOnlyRootFilesystem"] is True
    assert secured["allowPrivilegeEscalation"] is False
    assert secured["capabilities"]["drop"] == ["ALL"]
    assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_service_is_probed_on_a_port_that_it_names_and_found_by_its_budget(name: str) -> None:
    template = pod_of(WORKLOADS[name])
    (container,) = template["spec"]["containers"]
    ports = {port["name"] for port in container["ports"]}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports
    assert _selects(of_kind("PodDisruptionBudget")[name]["spec"]["selector"], template)
    assert _selects(WORKLOADS[name]["spec"]["selector"], template)
    assert container["args"] == ["run", name]


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_variable_is_a_setting_and_every_secret_is_made_by_the_overlay(name: str) -> None:
    (container,) = pod_of(WORKLOADS[name])["spec"]["containers"]
    data = of_kind("ConfigMap")["xinmei-settings"]["data"]
    given = {**data, **{variable["name"]: variable["value"] for variable in container.get("env", [])}}
    assert [variable for variable in given if not is_setting(variable)] == []
    made = {secret["name"]: _keys(secret["files"]) for secret in _overlay()["secretGenerator"]}
    (volume,) = [v for v in pod_of(WORKLOADS[name])["spec"]["volumes"] if "secret" in v]
    wanted = {Path(value).name for key, value in given.items() if key.endswith("_FILE") and value}
    assert wanted <= made[volume["secret"]["secretName"]]


def test_personal_data_is_forgotten_once_a_day_with_the_registrys_rights_alone() -> None:
    job = of_kind("CronJob")["retention"]["spec"]
    assert job["schedule"].split()[2:] == ["*", "*", "*"]
    assert job["concurrencyPolicy"] == "Forbid"
    spec = pod_of(of_kind("CronJob")["retention"])["spec"]
    assert spec["containers"][0]["args"] == ["retention", "--apply"]
    assert [volume["secret"]["secretName"] for volume in spec["volumes"] if "secret" in volume] == ["xinmei-registry"]


def test_the_gateway_gets_no_database_and_no_policy_lets_it_reach_one() -> None:
    made = {secret["name"]: _keys(secret["files"]) for secret in _overlay()["secretGenerator"]}
    assert "database" not in made["xinmei-gateway"]
    assert all("database" in keys for name, keys in made.items() if name != "xinmei-gateway")
    (rule,) = of_kind("NetworkPolicy")["database"]["spec"]["podSelector"]["matchExpressions"]
    assert rule == {"key": "app.kubernetes.io/component", "operator": "NotIn", "values": ["gateway"]}


def test_whatever_no_policy_allows_is_refused() -> None:
    policies = of_kind("NetworkPolicy")
    assert policies["nothing"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, policy in policies.items():
        for way in ("ingress", "egress"):
            assert all(rule.get("ports") for rule in policy["spec"].get(way, [])), f"{name} opens every port"


def test_review_is_scaled_by_its_queue_and_its_replicas_are_left_to_that() -> None:
    scaled = of_kind("ScaledObject")["review"]["spec"]
    assert scaled["scaleTargetRef"]["name"] in WORKLOADS
    assert "replicas" not in WORKLOADS["review"]["spec"]
    by_length, by_age = scaled["triggers"]
    assert by_length["metadata"]["query"] == "max(xinmei_texts_waiting)"
    (queue,) = re.findall(r'xinmei_queue_age_seconds\{queue="([a-z.]+)"\}', by_age["metadata"]["query"])
    assert queue in QUEUES


def test_the_overlays_patches_and_images_find_what_they_change() -> None:
    overlay = _overlay()
    images = {container["image"] for w in WORKLOADS.values() for container in pod_of(w)["spec"]["containers"]}
    assert images == {image["name"] for image in overlay["images"]}
    for patch in overlay["patches"]:
        assert patch["target"]["name"] in of_kind(patch["target"]["kind"])


def test_whoever_speaks_to_others_than_our_servers_may() -> None:
    spec = of_kind("NetworkPolicy")["messages"]["spec"]
    (rule,) = spec["podSelector"]["matchExpressions"]
    assert sorted(rule["values"]) == ["alerts", "registry", "review"]
    assert {port["port"] for egress in spec["egress"] for port in egress["ports"]} >= {443, 465, 587, 993}


def test_the_operators_pod_is_as_confined_as_the_others_and_has_the_owners_secrets() -> None:
    pod = yaml.safe_load((OVERLAY / "operator.yaml").read_text())
    kubernetes_validate.validate(pod, "1.33", strict=True)
    (theirs,) = pod["spec"]["containers"]
    job = pod_of(of_kind("Job")["migrate"])["spec"]
    (ours,) = job["containers"]
    assert pod["spec"]["volumes"] == job["volumes"]
    assert pod["spec"]["securityContext"] == job["securityContext"]
    for key in ("securityContext", "volumeMounts", "envFrom"):
        assert theirs[key] == ours[key], key
    image = _overlay()["images"][0]
    assert theirs["image"] == f"{image['newName']}:{image['newTag']}"


def _overlay() -> Document:
    found: Document = yaml.safe_load((OVERLAY / "kustomization.yaml").read_text())
    return found


def _keys(files: list[str]) -> set[str]:
    return {file.partition("=")[0] for file in files}


def _selects(selector: dict[str, Any], template: Document) -> bool:
    labels = template["metadata"]["labels"]
    return all(labels.get(key) == value for key, value in selector["matchLabels"].items())
