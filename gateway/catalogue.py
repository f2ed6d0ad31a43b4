"""Every operation that the services offer over HTTP, gathered from their contracts."""

from __future__ import annotations

from services.contracts import alerts_operations, registry_operations, review_operations, training_operations
from services.contracts.operations import Operation

SERVICES = ("registry", "review", "alerts", "training")

OPERATIONS: tuple[Operation, ...] = (
    *registry_operations.OPERATIONS,
    *review_operations.OPERATIONS,
    *alerts_operations.OPERATIONS,
    *training_operations.OPERATIONS,
)
