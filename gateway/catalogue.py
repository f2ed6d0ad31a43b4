"""Every operation that the services offer over HTTP, gathered from their contracts."""

from __future__ import annotations

from services.contracts.alerts import operations as alerts
from services.contracts.operations import Operation
from services.contracts.registry import operations as registry
from services.contracts.review import operations as review
from services.contracts.training import operations as training

SERVICES = ("registry", "review", "alerts", "training")

OPERATIONS: tuple[Operation, ...] = (
    *registry.OPERATIONS,
    *review.OPERATIONS,
    *alerts.OPERATIONS,
    *training.OPERATIONS,
)
