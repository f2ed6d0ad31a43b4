"""The deployment's files as they lie in the repository, read for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from services.kit.settings import PREFIX, Settings

DEPLOY = Path(__file__).parents[3] / "deploy"
BASE = DEPLOY / "kubernetes/base"
COMPONENTS = ("registry", "review", "alerts", "training", "gateway")

KNOWN_SETTINGS = {PREFIX + field.name.upper() for field in fields(Settings)}

Document = dict[str, Any]


def documents(folder: Path = BASE) -> Iterator[tuple[str, Document]]:
    """Every document that the folder's kustomization names, with its file's name."""
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]:
        for document in yaml.safe_load_all((folder / name).read_text()):
            yield name, document


def of_kind(kind: str) -> dict[str, Document]:
    """The base's documents of one kind, by name."""
    return {found["metadata"]["name"]: found for _, found in documents() if found["kind"] == kind}


def pod_of(document: Document) -> Document:
    """The pod that a Deployment, Job or CronJob makes."""
    job = document["spec"].get("jobTemplate", document)
    found: Document = job["spec"]["template"]
    return found


def is_setting(name: str) -> bool:
    """Whether an environment variable is one of the suite's settings, or names the file of one."""
    return name in KNOWN_SETTINGS or name.removesuffix("_FILE") in KNOWN_SETTINGS


def compose() -> Document:
    found: Document = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())
    return found
